"""More of what students get wrong in `maximise_activation`: steps of another size."""

import torch

from autograder.checks.answers import misconception
from cnnlib.training.evaluation_mode import evaluation_mode

STEPS = ("one step", "several steps", "range", "penalty", "evaluation mode")
RAISES = "raises a class"  # long steps reach the level in about three of four runs


@misconception(
    "The gradient is divided by its standard deviation. Add it unchanged, times the learning rate.",
    loses=STEPS,
    by_chance=(RAISES,),
)
def divides_by_the_deviation(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            (grad,) = torch.autograd.grad(score, leaf)
            x = (x + learning_rate * grad / (grad.std() + 1e-8)).clamp(0, 1)
    return x


@misconception(
    "The gradient is divided by the root of its mean square. Add it unchanged, times the learning "
    "rate.",
    loses=STEPS,
    by_chance=(RAISES,),
)
def divides_by_the_mean_square(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            (grad,) = torch.autograd.grad(score, leaf)
            x = (x + learning_rate * grad / (grad.square().mean().sqrt() + 1e-8)).clamp(0, 1)
    return x


@misconception(
    "The steps are those of Adam, which are about as long for each pixel whatever its gradient is. "
    "Add the gradient itself, times the learning rate.",
    loses=STEPS,
)
def steps_as_adam(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    image = start.detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([image], lr=learning_rate, maximize=True)
    with evaluation_mode(model):
        for _ in range(steps):
            score = model(image[None])[:, channel].mean() - penalty * image.square().sum()
            (image.grad,) = torch.autograd.grad(score, image)
            optimizer.step()
            image.data.clamp_(0, 1)
    return image.detach()


@misconception(
    "The penalty is subtracted without the learning rate, as a decay of the image. Its gradient, "
    "2x times the penalty, is multiplied by the rate.",
    loses=("penalty",),
)
def decays_the_image(right, model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    return right(model, start, channel, steps, learning_rate, penalty / (2 * learning_rate))
