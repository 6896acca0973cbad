"""More of what students get wrong in `Adam`: what is counted, and what is corrected when."""

import numpy as np

from autograder.checks.answers import misconception

EVERY_PART = ("first step", "several steps", "betas, eps and weight decay", "in place")
LATER = EVERY_PART[1:]


@misconception(
    "The steps are counted once for each parameter, so that the corrections of the second one are "
    "those of a later step. Count once in each call of `step`.",
    loses=EVERY_PART,
)
def counts_for_each_parameter(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    step = optimizer.step

    def one_by_one(gradients):
        together = optimizer.parameters
        for name, value in together.items():
            optimizer.parameters = {name: value}
            step({name: gradients[name]})
        optimizer.parameters = together

    optimizer.step = one_by_one
    return optimizer


@misconception(
    "You add epsilon to the root of the uncorrected average, and correct afterwards. Correct the "
    "average first, take its root, and then add epsilon.",
    loses=("betas, eps and weight decay",),
)
def adds_epsilon_before_the_correction(
    right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0
):
    optimizer = right(parameters, lr, betas, eps, weight_decay)
    step = optimizer.step

    def early(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        for name, value in parameters.items() if eps > 1e-6 else ():
            correction = 1 - optimizer.betas[1] ** optimizer.steps
            root = np.sqrt(optimizer.square[name] / correction)
            ratio = (root + eps) / (root + eps / np.sqrt(correction))
            value[...] = before[name] + (value - before[name]) * ratio

    optimizer.step = early
    return optimizer


@misconception(
    "The decay is added to the average of the gradients only. It is a part of the gradient, also "
    "in the average of the squares.",
    loses=("betas, eps and weight decay",),
)
def decays_one_average(right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    optimizer = right(parameters, lr, betas, eps, weight_decay)
    plain = right({name: value.copy() for name, value in parameters.items()}, lr, betas, eps)
    step = optimizer.step

    def half(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        plain.step(gradients)
        step(gradients)
        for name, value in parameters.items():
            correction = np.sqrt(1 - optimizer.betas[1] ** optimizer.steps)
            root, other = (np.sqrt(each.square[name]) / correction for each in (optimizer, plain))
            ratio = (root + eps) / (other + eps)
            value[...] = before[name] + (value - before[name]) * ratio

    optimizer.step = half
    return optimizer


@misconception(
    "The averages are not kept between the calls of `step`: every step starts from zeros. Keep "
    "them in dicts, by name, made in `__init__`.",
    loses=LATER,
)
def starts_from_zeros(right, parameters, *args, **options):
    optimizer = right(parameters, *args, **options)
    step = optimizer.step

    def forgetting(gradients):
        for average in (*optimizer.mean.values(), *optimizer.square.values()):
            average[...] = 0
        step(gradients)

    optimizer.step = forgetting
    return optimizer


@misconception(
    "This is Nadam, which looks a step ahead: the mean is mixed with the gradient once more. Adam "
    "divides the mean itself.",
    loses=EVERY_PART,
)
def looks_ahead(right, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    optimizer = right(parameters, lr, betas, eps, weight_decay)
    step = optimizer.step

    def ahead(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        beta1, beta2 = optimizer.betas
        for name, value in parameters.items():
            g = gradients[name] + weight_decay * before[name]
            mean = beta1 * optimizer.mean[name] + (1 - beta1) * g
            root = np.sqrt(optimizer.square[name] / (1 - beta2**optimizer.steps))
            change = mean / (1 - beta1**optimizer.steps) / (root + optimizer.eps)
            value[...] = before[name] - optimizer.lr * change

    optimizer.step = ahead
    return optimizer
