"""Show the model every image a little differently each time: crop, flip, erase (chapter 6).

Each function takes a batch and draws separately for every image. Random numbers come from the
generator, and are drawn on its device; the images stay on theirs. A generator on the device of the
images is fastest; one on the CPU gives the same crops and rectangles on every device.
"""

import torch
from torch.nn import functional

from cnnlib.arguments import pair

__all__ = ["random_crop", "random_erasing", "random_horizontal_flip"]

# As in torchvision: a rectangle does not fit only if it is as long as the image, so ten is ample.
PROPOSALS = 10


def random_crop(
    x: torch.Tensor,
    size: int | tuple[int, int],
    padding: int | tuple[int, int] = 0,
    *,
    generator: torch.Generator,
) -> torch.Tensor:
    r"""Cut a window out of every image, at a random place for each.

    .. math:: y_{n,c,i,j} = \hat x_{n,\,c,\,t_n+i,\,l_n+j}

    with :math:`\hat x` the zero-padded input and :math:`(t_n, l_n)` uniform among the places where
    the window fits.

    Parameters
    ----------
    x : Tensor, shape (N, C, H, W)
    size : int or (int, int)
        Height and width of the window, in pixels.
    padding : int or (int, int)
        Zeros to add on both sides first, in pixels; a pair is (vertical, horizontal). On
        standardised images zero is the mean; crop after, not before.
    generator : torch.Generator

    Returns
    -------
    Tensor, shape (N, C, *size)
        Of the dtype of `x`, on its device.

    Raises
    ------
    ValueError
        If `x` is not a tensor with four axes, or the window is larger than the padded image.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d*, question 22; Krizhevsky, Sutskever & Hinton (2012),
    section 4.1.
    """
    _check_images(x)
    (h, w), (ph, pw) = pair(size, "size"), pair(padding, "padding", minimum=0)
    n, c = x.shape[:2]
    padded = functional.pad(x, (pw, pw, ph, ph))
    spare_h, spare_w = padded.shape[2] - h, padded.shape[3] - w
    if spare_h < 0 or spare_w < 0:
        raise ValueError(
            f"size {h}x{w} is larger than the images of x {tuple(x.shape)}, padded by {ph} and "
            f"{pw}: {padded.shape[2]}x{padded.shape[3]}."
        )
    top, left = (
        torch.randint(spare + 1, (n, 1), generator=generator, device=generator.device).to(x.device)
        for spare in (spare_h, spare_w)
    )
    rows = top + torch.arange(h, device=x.device)
    columns = left + torch.arange(w, device=x.device)
    image = torch.arange(n, device=x.device)
    channel = torch.arange(c, device=x.device)
    return padded[
        image[:, None, None, None],
        channel[None, :, None, None],
        rows[:, None, :, None],
        columns[:, None, None, :],
    ]


def random_horizontal_flip(
    x: torch.Tensor, p: float = 0.5, *, generator: torch.Generator
) -> torch.Tensor:
    r"""Mirror each image, left to right, with probability `p`.

    .. math:: y_{n,c,i,j} = x_{n,c,i,\,W-1-j}

    for the images that are mirrored. Wrong where left and right carry meaning, as in digits and
    letters.

    Parameters
    ----------
    x : Tensor, shape (N, C, H, W)
    p : float
        From 0 to 1.
    generator : torch.Generator

    Returns
    -------
    Tensor, shape (N, C, H, W)
        Of the dtype of `x`, on its device.

    Raises
    ------
    ValueError
        If `x` is not a tensor with four axes, or `p` is not a probability.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d*, questions 22 and 23.
    """
    _check_images(x)
    mirrored = _happens(len(x), p, generator).to(x.device)
    return torch.where(mirrored[:, None, None, None], x.flip(-1), x)


def random_erasing(
    x: torch.Tensor,
    p: float = 0.5,
    scale: tuple[float, float] = (0.02, 0.33),
    ratio: tuple[float, float] = (0.3, 3.3),
    *,
    generator: torch.Generator,
) -> torch.Tensor:
    r"""Fill a rectangle of each image with random pixels, with probability `p`.

    Of an image with area :math:`S`, the rectangle has height and width

    .. math:: h = \sqrt{S_e r_e} \qquad w = \sqrt{S_e / r_e}

    rounded, with :math:`S_e / S` uniform in `scale` and :math:`r_e` uniform in `ratio`. It may be
    anywhere inside the image. A rectangle that is larger than the image is drawn again.

    Parameters
    ----------
    x : Tensor, shape (N, C, H, W)
        Floats, best standardised, or bytes.
    p : float
        From 0 to 1.
    scale : (float, float)
        Smallest and largest area, as fractions of the image.
    ratio : (float, float)
        Smallest and largest height over width.
    generator : torch.Generator

    Returns
    -------
    Tensor, shape (N, C, H, W)
        Of the dtype of `x`, on its device. Erased pixels are standard normal numbers, or, in
        bytes, uniform from 0 to 255.

    Raises
    ------
    ValueError
        If `x` is not a tensor of floats or bytes with four axes, or `p`, `scale` or `ratio` is out
        of range.

    References
    ----------
    Zhong, Zheng, Kang, Li & Yang (2017), "Random erasing data augmentation", algorithm 1; *MLP
    Coursework 2: Investigating the Implementation and Optimization of Convolutional Networks*,
    sections 4.1 and 5.2.1, for the numbers.
    """
    _check_images(x)
    _check_range(scale, "scale", highest=1)
    _check_range(ratio, "ratio")
    n, _, height, width = x.shape
    erased = _happens(n, p, generator)
    area = height * width * _uniform((PROPOSALS, n), *scale, generator)
    aspect = _uniform((PROPOSALS, n), *ratio, generator)
    h, w = (area * aspect).sqrt().round(), (area / aspect).sqrt().round()
    fits = (h <= height) & (w <= width)
    first = fits.to(torch.uint8).argmax(dim=0, keepdim=True)
    h, w, fits = (each.gather(0, first)[0] for each in (h, w, fits))
    rows = _interval(h, height, generator) & (erased & fits)[:, None]
    columns = _interval(w, width, generator)
    inside = rows[:, None, :, None] & columns[:, None, None, :]
    return torch.where(inside.to(x.device), _noise_like(x, generator), x)


def _interval(length: torch.Tensor, size: int, generator: torch.Generator) -> torch.Tensor:
    """Mark, in a row of `size` pixels for each length, that many neighbours at a random place."""
    places = size - length + 1
    start = (_uniform(length.shape, 0, 1, generator) * places).floor()
    start = torch.minimum(start, places - 1)  # a product just below `places` may round up to it
    pixel = torch.arange(size, device=generator.device)
    return (pixel >= start[:, None]) & (pixel < (start + length)[:, None])


def _noise_like(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    if x.is_floating_point():
        noise = torch.randn(x.shape, generator=generator, device=generator.device, dtype=x.dtype)
    elif x.dtype == torch.uint8:
        noise = torch.randint(
            256, x.shape, generator=generator, device=generator.device, dtype=x.dtype
        )
    else:
        raise ValueError(f"x must hold floats or bytes (uint8), not {x.dtype}.")
    return noise.to(x.device)


def _happens(n: int, p: float, generator: torch.Generator) -> torch.Tensor:
    if not 0 <= p <= 1:
        raise ValueError(f"p must be a probability, from 0 to 1, not {p}.")
    return _uniform((n,), 0, 1, generator) < p


def _uniform(
    shape: tuple[int, ...], low: float, high: float, generator: torch.Generator
) -> torch.Tensor:
    return low + (high - low) * torch.rand(shape, generator=generator, device=generator.device)


def _check_images(x: torch.Tensor) -> None:
    if not isinstance(x, torch.Tensor):
        raise ValueError(f"x must be a tensor, not {type(x).__name__}; see torch.from_numpy.")
    if x.ndim != 4:
        raise ValueError(f"x must have 4 axes (N, C, H, W), but its shape is {tuple(x.shape)}.")


def _check_range(values: tuple[float, float], name: str, highest: float = float("inf")) -> None:
    low, high = values
    if not 0 < low <= high <= highest:
        bound = f" and at most {highest}" if highest < float("inf") else ""
        raise ValueError(f"{name} must be two ascending numbers above 0{bound}, not {values}.")
