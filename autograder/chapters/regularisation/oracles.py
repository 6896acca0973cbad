"""The right answers of chapter 6, by torch where it has them, and by plain loops otherwise."""

import math

import numpy as np

__all__ = [
    "channel_statistics",
    "cosine_annealing_lr",
    "dropout",
    "dropout_backward",
    "dropout_mask",
    "exponential_lr",
    "of_torch",
    "random_crop",
    "random_erasing",
    "random_horizontal_flip",
    "standardise",
    "zca_whitening",
]


def channel_statistics(x_train):
    """Measure with ``torch.var_mean``."""
    import torch

    var, mean = torch.var_mean(torch.tensor(x_train).double(), dim=(0, 2, 3), correction=0)
    return mean.numpy(), var.sqrt().numpy()


def standardise(x, mean, std):
    """Normalise with the evaluation mode of ``torch.nn.functional.batch_norm``."""
    import torch

    dtype = x.dtype if x.dtype.kind == "f" else np.dtype("float32")
    mean, var = torch.tensor(mean).double(), torch.tensor(std).double() ** 2
    y = torch.nn.functional.batch_norm(torch.tensor(x).double(), mean, var, eps=0.0)
    return y.numpy().astype(dtype)


def zca_whitening(x_train, epsilon=1e-2):
    """Whiten with the singular vectors of the centred images, without their covariance."""
    import torch

    rows = torch.tensor(x_train).double().flatten(1)
    mean = rows.mean(0)
    _, singular, directions = torch.linalg.svd((rows - mean) / math.sqrt(len(rows)))
    variances = torch.zeros(len(mean), dtype=torch.float64)
    variances[: len(singular)] = singular**2
    whitening = directions.T @ torch.diag((variances + epsilon).rsqrt()) @ directions
    return mean.numpy(), whitening.numpy()


def random_crop(x, size, padding=0, *, rng):
    """Crop one image after the other."""
    (h, w), (ph, pw) = np.broadcast_to(size, 2), np.broadcast_to(padding, 2)
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw), x.dtype)
    padded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]] = x
    crops = np.empty((*x.shape[:2], h, w), x.dtype)
    for crop, image in zip(crops, padded, strict=True):
        top, left = (rng.choice(n + 1 - m) for n, m in zip(image.shape[1:], (h, w), strict=True))
        crop[:] = image[:, top : top + h, left : left + w]
    return crops


def random_horizontal_flip(x, p=0.5, *, rng):
    """Flip one image after the other, with ``np.fliplr`` on rows and columns first."""
    return np.stack([np.flip(image, 2) if rng.uniform() < p else image for image in x])


def random_erasing(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    """Erase as algorithm 1 of the paper does, with a mask for each rectangle."""
    out = x.copy()
    height, width = x.shape[2:]
    rows, columns = np.mgrid[:height, :width]
    for n in np.flatnonzero(rng.uniform(size=len(x)) < p):
        h = w = math.inf
        while h > height or w > width:
            area, aspect = rng.uniform(*scale) * height * width, rng.uniform(*ratio)
            h, w = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        top, left = rng.choice(height - h + 1), rng.choice(width - w + 1)
        inside = (rows >= top) & (rows < top + h) & (columns >= left) & (columns < left + w)
        out[n] = np.where(inside, rng.normal(size=x.shape[1:]), x[n])
    return out


def of_torch(name):
    """Return a class like `cnnlib.optimizers.Optimizer` that wraps an optimiser of torch."""

    class OfTorch:
        def __init__(self, parameters, lr=1e-3, **options):
            import torch

            self.parameters, self.lr = parameters, lr
            self.tensors = {key: torch.from_numpy(array) for key, array in parameters.items()}
            self.inner = getattr(torch.optim, name)(self.tensors.values(), lr=lr, **options)

        def step(self, gradients):
            import torch

            self.inner.param_groups[0]["lr"] = self.lr
            for key, tensor in self.tensors.items():
                tensor.grad = torch.from_numpy(gradients[key].copy())
            self.inner.step()  # in place: the arrays share their memory with the tensors

    return OfTorch


def exponential_lr(epoch, lr, gamma):
    """Step through ``torch.optim.lr_scheduler.ExponentialLR``."""
    return _scheduled("ExponentialLR", epoch, lr, gamma)


def cosine_annealing_lr(epoch, lr, t_max, eta_min=0.0):
    """Return the closed form of ``torch.optim.lr_scheduler.CosineAnnealingLR``."""
    return _scheduled("CosineAnnealingLR", epoch, lr, t_max, eta_min)


def _scheduled(name, epoch, lr, *options):
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1)], lr)
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, *options)
    scheduler.last_epoch = epoch
    return float(scheduler._get_closed_form_lr()[0])


def dropout_mask(shape, p, rng):
    """Draw with the binomial distribution of one trial."""
    return rng.binomial(1, 1 - p, shape).astype(bool)


def dropout(x, mask, p=0.5, training=True):
    """Multiply by the mask in torch."""
    return _masked(x, mask, p, training)


def dropout_backward(grad_out, x, mask, p=0.5, training=True):
    """Differentiate with torch's autograd."""
    import torch

    tensor = torch.tensor(x).requires_grad_()
    scale = torch.tensor(mask).to(tensor.dtype) * (1 / (1 - p)) if training else 1.0
    (grad,) = torch.autograd.grad(tensor * scale, tensor, torch.tensor(grad_out))
    return grad.numpy()


def _masked(x, mask, p, training):
    import torch

    tensor = torch.tensor(x)
    if not training:
        return tensor.numpy()
    kept = torch.tensor(mask)
    return torch.where(kept, tensor / (1 - p), torch.zeros_like(tensor)).numpy()
