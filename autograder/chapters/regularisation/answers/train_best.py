"""Answers to `train_best`: right ones in other styles, and what students get wrong."""

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from autograder.checks.answers import misconception, variant


@variant
def with_a_data_loader(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    mean = training[0].mean(axis=(0, 2, 3), keepdims=True)
    std = training[0].std(axis=(0, 2, 3), keepdims=True)
    sets = [
        torch.utils.data.TensorDataset(
            torch.tensor((x - mean) / std, dtype=torch.float32), torch.tensor(y)
        )
        for x, y in (training, validation)
    ]
    history, best = [], None
    for _ in range(epochs):
        losses = []
        model.train()
        order = rng.permutation(len(sets[0])).tolist()
        for x, y in torch.utils.data.DataLoader(sets[0], batch_size, sampler=order):
            if augment is not None:
                x = torch.tensor(augment(x.numpy(), rng))
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append((loss.item(), len(y)))
        model.eval()
        with torch.no_grad():
            pairs = [(model(x), y) for x, y in torch.utils.data.DataLoader(sets[1], 2)]
        scores, y = (torch.cat(parts) for parts in zip(*pairs, strict=True))
        accuracy = (scores.argmax(1) == y).float().mean().item()
        history.append(
            {
                "loss": np.average(*np.transpose(losses)[:1], weights=np.transpose(losses)[1]),
                "validation_loss": F.cross_entropy(scores, y).item(),
                "validation_accuracy": accuracy,
            }
        )
        if best is None or accuracy > best[0]:
            best = accuracy, {key: value.clone() for key, value in model.state_dict().items()}
    model.load_state_dict(best[1])
    return history


@variant
def with_sums(model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None):
    (x, y), (x_val, y_val) = training, validation
    axes = (0, 2, 3)
    mean, std = np.mean(x, axes, keepdims=True), np.std(x, axes, keepdims=True)
    x, x_val = ((each - mean) / std for each in (x, x_val))
    y, y_val = torch.tensor(y), torch.tensor(y_val)
    rows, highest = [], -1
    for _ in range(epochs):
        row = {"loss": 0.0}
        order = np.arange(len(x))
        rng.shuffle(order)
        for part in np.split(order, range(batch_size, len(x), batch_size)):
            batch = x[part] if augment is None else augment(x[part], rng)
            model.train(True)
            total = F.cross_entropy(model(torch.tensor(batch).float()), y[part], reduction="sum")
            model.zero_grad()
            (total / len(part)).backward()
            optimizer.step()
            row["loss"] += total.item() / len(x)
        with torch.inference_mode():
            scores = model.eval()(torch.tensor(x_val).float())
            row["validation_loss"] = float(F.nll_loss(scores.log_softmax(1), y_val))
            row["validation_accuracy"] = int((scores.max(1).indices == y_val).sum()) / len(y_val)
        rows.append(row)
        if row["validation_accuracy"] > highest:
            highest = row["validation_accuracy"]
            kept = [tensor.clone() for tensor in model.state_dict().values()]
    for tensor, value in zip(model.state_dict().values(), kept, strict=True):
        tensor.copy_(value)
    return rows


@variant
def with_autograd_grad(
    model, training, validation, optimizer, *, epochs, batch_size, rng, augment=None
):
    pixels = np.moveaxis(training[0], 1, -1).reshape(-1, training[0].shape[1])
    x, x_val = (
        np.moveaxis((np.moveaxis(each, 1, -1) - pixels.mean(0)) / pixels.std(0), -1, 1)
        for each in (training[0], validation[0])
    )
    states, history = [], []
    for _ in range(epochs):
        waiting, seen = list(rng.choice(len(x), len(x), replace=False)), []
        model.train()
        while waiting:
            places, waiting = waiting[:batch_size], waiting[batch_size:]
            batch = x[places]
            if augment:
                batch = augment(batch, rng)
            scores = model(torch.as_tensor(batch.copy(), dtype=torch.float32))
            each = F.cross_entropy(scores, torch.tensor(training[1][places]), reduction="none")
            parameters = list(model.parameters())
            for p, g in zip(parameters, torch.autograd.grad(each.mean(), parameters), strict=True):
                p.grad = g
            optimizer.step()
            seen.extend(each.detach().tolist())
        model.eval()
        with torch.set_grad_enabled(False):
            log_p = model(torch.as_tensor(x_val, dtype=torch.float32)).log_softmax(1).numpy()
        right = log_p.argmax(1) == validation[1]
        loss = -log_p[np.arange(len(log_p)), validation[1]].mean()
        history.append(
            {
                "loss": sum(seen) / len(seen),
                "validation_loss": float(loss),
                "validation_accuracy": float(right.mean()),
            }
        )
        states.append({key: torch.clone(value) for key, value in model.state_dict().items()})
    accuracies = [row["validation_accuracy"] for row in history]
    model.load_state_dict(states[accuracies.index(max(accuracies))])
    return history


@misconception(
    "You validate in training mode: dropout drops units, and batch norm uses the statistics of the "
    "batch and updates its running ones. Call `model.eval()` first.",
    loses=("modes", "best state"),
)
def validates_in_training_mode(right, model, **given):
    model.eval = lambda: model
    return right(model, **given)


@misconception(
    "You never go back into training mode after the first validation. Call `model.train()` at the "
    "start of each epoch.",
    loses=("modes",),
)
def stays_in_evaluation_mode(right, model, **given):
    train, calls = model.train, []

    def once(mode=True):
        calls.append(mode)
        return train(mode and calls.count(True) == 1)

    model.train = once
    return right(model, **given)


@misconception(
    "You compute gradients while validating, which wastes time and memory. Put it "
    "under `torch.no_grad()`.",
    loses=("modes",),
)
def keeps_the_graph(right, model, **given):
    forward = model.forward

    def with_gradients(x):
        with torch.enable_grad():
            scores = forward(x)
        return scores if model.training else scores.detach()

    model.forward = with_gradients
    return right(model, **given)


@misconception(
    "The gradients of all batches add up, because `optimizer.zero_grad()` is missing.",
    loses=("steps",),
)
def never_zeroes_the_gradients(right, model, training, validation, optimizer, **given):
    optimizer.zero_grad = lambda *_, **__: None
    return right(model, training, validation, optimizer, **given)


@misconception(
    "The images have the same order in every epoch. Draw a new one with `rng.permutation`.",
    loses=("order and batches",),
)
def never_shuffles(right, model, training, validation, optimizer, *, rng, **given):  # noqa: ARG001
    class InOrder:
        permutation = staticmethod(np.arange)

    return right(model, training, validation, optimizer, rng=InOrder(), **given)


@misconception(
    "You shuffle with a generator of your own. Draw the order from `rng`.",
    loses=("order and batches",),
)
def seeds_its_own(right, model, training, validation, optimizer, *, rng, **given):  # noqa: ARG001
    return right(model, training, validation, optimizer, rng=np.random.default_rng(0), **given)


@misconception(
    "The validation images are standardised with their own mean and standard deviation. Use those "
    "of the training images for all images.",
    loses=("standardisation",),
)
def measures_the_validation_images(right, model, training, validation, optimizer, **given):
    (mine, my_std), (theirs, their_std) = (
        (x.mean(axis=(0, 2, 3), keepdims=True), x.std(axis=(0, 2, 3), keepdims=True))
        for x in (training[0], validation[0])
    )
    moved = (validation[0] - theirs) / their_std * my_std + mine
    return right(model, training, (moved, validation[1]), optimizer, **given)


@misconception(
    "You augment the validation images, too. They stand for the test images, which are used as "
    "they are.",
    loses=("augmentation",),
)
def augments_the_validation_images(
    right, model, training, validation, optimizer, *, rng, augment=None, **given
):
    if augment is not None:
        validation = augment(validation[0], rng), validation[1]
    return right(model, training, validation, optimizer, rng=rng, augment=augment, **given)


@misconception(
    "You never call `augment`.",
    loses=("augmentation",),
)
def never_augments(
    right,
    model,
    training,
    validation,
    optimizer,
    *,
    augment=None,  # noqa: ARG001
    **given,
):
    return right(model, training, validation, optimizer, augment=None, **given)


@misconception(
    "The labels do not match the images: shuffle both with the same order.",
    loses=("steps", "history"),
)
def loses_the_labels(right, model, training, validation, optimizer, **given):
    x, y = training
    return right(model, (x, np.roll(y, 1)), validation, optimizer, **given)


@misconception(
    "The model keeps its weights of the last epoch. `state_dict()` returns the tensors themselves, "
    "which keep changing: copy the best state, and load it at the end.",
    loses=("best state",),
)
def leaves_the_last_state(right, model, **given):
    model.load_state_dict = lambda *_, **__: None
    return right(model, **given)


@misconception(
    "Of several epochs with the same accuracy you keep the last. The first of them is meant: `>`, "
    "not `>=`.",
    loses=("best state",),
)
def keeps_the_latest_of_the_best(right, model, training, validation, optimizer, **given):
    states, evaluate, load = [], model.eval, model.load_state_dict

    def remember():
        states.append({name: value.clone() for name, value in model.state_dict().items()})
        return evaluate()

    model.eval, model.load_state_dict = remember, lambda _: None
    history = right(model, training, validation, optimizer, **given)
    accuracies = [row["validation_accuracy"] for row in history]
    load(states[len(accuracies) - 1 - accuracies[::-1].index(max(accuracies))])
    return history


@misconception(
    "You keep the epoch with the lowest validation loss. The one with the highest validation "
    "accuracy is asked for.",
    loses=("best state",),
)
def chooses_by_the_loss(right, model, training, validation, optimizer, **given):
    states, evaluate, load = [], model.eval, model.load_state_dict

    def remember():
        states.append({name: value.clone() for name, value in model.state_dict().items()})
        return evaluate()

    model.eval, model.load_state_dict = remember, lambda _: None
    history = right(model, training, validation, optimizer, **given)
    losses = [row["validation_loss"] for row in history]
    load(states[losses.index(min(losses))])
    return history


@misconception(
    "The accuracy is in per cent. It is a share, from 0 to 1.",
    loses=("history",),
)
def measures_in_per_cent(right, model, *args, **given):
    history = right(model, *args, **given)
    return [{**row, "validation_accuracy": 100 * row["validation_accuracy"]} for row in history]


@misconception(
    "The gradient is that of the sum of a batch's losses. Take their mean, so that a step does not "
    "grow with the size of the batch.",
    loses=("steps",),
)
def adds_up_the_losses(right, model, training, validation, optimizer, **given):
    forward, step, seen = model.forward, optimizer.step, []

    def counting(x):
        seen.append(len(x))
        return forward(x)

    def larger(*args, **options):
        for parameter in model.parameters():
            parameter.grad *= seen[-1]
        return step(*args, **options)

    model.forward, optimizer.step = counting, larger
    return right(model, training, validation, optimizer, **given)


@misconception(
    "The parameters of the best epoch are restored, but not its buffers, such as the running "
    "statistics of batch norm. `load_state_dict` restores both.",
    loses=("best state",),
)
def restores_no_buffers(right, model, **given):
    def restore(state, **_):
        for name, parameter in model.named_parameters():
            parameter.data.copy_(state[name])

    model.load_state_dict = restore
    return right(model, **given)


@misconception(
    "The loss of an epoch is the mean of its batches' means, in which a small last batch counts as "
    "much as the others. Weight each batch by its number of images.",
    loses=("history",),
)
def averages_the_batches(right, model, training, validation, optimizer, **given):
    measure, losses = F.cross_entropy, []

    def recording(*args, **options):
        loss = measure(*args, **options)
        losses.extend([loss.item()] if loss.requires_grad else [])
        return loss

    F.cross_entropy = recording
    try:
        history = right(model, training, validation, optimizer, **given)
    finally:
        F.cross_entropy = measure
    means = np.reshape(losses, (len(history), -1)).mean(axis=1)
    return [{**row, "loss": mean} for row, mean in zip(history, means.tolist(), strict=True)]


@misconception(
    "The gradients are set to zero once an epoch, so that those of its batches add up. Call "
    "`optimizer.zero_grad()` before each step.",
    loses=("steps",),
)
def zeroes_once_an_epoch(right, model, training, validation, optimizer, **given):
    zero, train = optimizer.zero_grad, model.train
    optimizer.zero_grad = lambda *_, **__: None

    def begin(mode=True):
        if mode:
            zero()
        return train(mode)

    model.train = begin
    try:
        return right(model, training, validation, optimizer, **given)
    finally:
        del model.train
