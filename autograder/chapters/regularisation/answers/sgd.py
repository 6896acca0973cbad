"""Answers to `SGD`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.optimizers import Optimizer

EVERY_PART = ("one step", "momentum", "weight decay", "in place")


@variant
class OnItsOwn:
    """Without the base class, and with velocities created in the first step."""

    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        self.parameters, self.lr = parameters, lr
        self.momentum, self.weight_decay = momentum, weight_decay
        self.velocity = {}

    def step(self, gradients):
        for name, w in self.parameters.items():
            g = gradients[name] + self.weight_decay * w
            v = self.momentum * self.velocity.get(name, 0) + g
            self.velocity[name] = v
            w -= self.lr * v


@variant
class WithOut(Optimizer):
    """With ``out=`` everywhere, and velocities in a list."""

    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = momentum
        self.velocities = [np.zeros_like(value) for value in parameters.values()]

    def step(self, gradients):
        decayed = self.decayed(gradients)
        for (name, value), v in zip(self.parameters.items(), self.velocities, strict=True):
            np.add(self.momentum * v, decayed[name], out=v)
            np.subtract(value, self.lr * v, out=value)


@variant
class WithAllGradients(Optimizer):
    """With the sum over all earlier gradients written out."""

    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum, self.history = momentum, []

    def step(self, gradients):
        self.history.append(self.decayed(gradients))
        for name, value in self.parameters.items():
            past = enumerate(reversed(self.history))
            velocity = sum(self.momentum**age * each[name] for age, each in past)
            value[...] = value - self.lr * velocity


@misconception(
    "You add the gradient, which increases the loss. Subtract it.",
    loses=EVERY_PART,
)
def climbs(right, parameters, lr, **options):
    optimizer = right(parameters, lr, **options)
    step = optimizer.step
    optimizer.step = lambda gradients: step(
        {name: -g - 2 * optimizer.weight_decay * parameters[name] for name, g in gradients.items()}
    )
    return optimizer


@misconception(
    "There is no momentum: every step forgets the ones before. Keep the velocity between the "
    "calls of `step`.",
    loses=("momentum", "weight decay", "in place"),
)
def forgets_the_velocity(right, parameters, lr, momentum=0.0, weight_decay=0.0):  # noqa: ARG001
    return right(parameters, lr, 0.0, weight_decay)


@misconception(
    "You multiply the gradient by 1 - momentum, as in an average. Here, as in torch, the whole "
    "gradient is added to the velocity.",
    loses=("momentum", "weight decay", "in place"),
)
def takes_an_average(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum, weight_decay)
    step = optimizer.step

    def shorter(gradients):
        rate, optimizer.lr = optimizer.lr, optimizer.lr * (1 - momentum)
        step(gradients)
        optimizer.lr = rate

    optimizer.step = shorter
    return optimizer


@misconception(
    "The velocity includes the learning rate. When the rate changes, earlier gradients would keep "
    "the old rate: multiply the velocity by the rate last.",
    loses=("momentum",),
)
def puts_the_rate_into_the_velocity(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, 1.0, momentum, weight_decay)
    optimizer.lr = lr
    step = optimizer.step

    def scaled(gradients):
        rate, optimizer.lr = optimizer.lr, 1.0
        decayed = {
            name: rate * g + (rate - 1) * weight_decay * parameters[name]
            for name, g in gradients.items()
        }
        step(decayed)
        optimizer.lr = rate

    optimizer.step = scaled
    return optimizer


@misconception(
    "Weight decay is missing: call `self.decayed(gradients)` and use what it returns.",
    loses=("weight decay",),
)
def forgets_the_decay(right, parameters, lr, momentum=0.0, weight_decay=0.0):  # noqa: ARG001
    return right(parameters, lr, momentum)


@misconception(
    "You decay the weights separately from the velocity. Here, as in torch, the decay is added to "
    "the gradient and goes through the momentum.",
    loses=("weight decay",),
)
def decays_beside_the_velocity(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum)
    step = optimizer.step

    def decoupled(gradients):
        for value in parameters.values() if momentum else ():
            value *= 1 - optimizer.lr * weight_decay
        if not momentum:
            gradients = {n: g + weight_decay * parameters[n] for n, g in gradients.items()}
        step(gradients)

    optimizer.step = decoupled
    return optimizer


@misconception(
    "You put new arrays into `self.parameters`. The network has the old ones and never learns: "
    "change the arrays in place, as with `-=` or `[...] =`.",
    loses=("in place",),
)
def makes_new_arrays(right, parameters, lr, **options):
    return right({name: value.copy() for name, value in parameters.items()}, lr, **options)


@misconception(
    "Your velocity is the caller's gradient array, which you then change. Start from zeros, or "
    "from a copy.",
    loses=("in place",),
)
def takes_the_gradient_for_its_velocity(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum, weight_decay)
    step, velocity = optimizer.step, {}

    def changing(gradients):
        step(gradients)
        for name, g in gradients.items():
            velocity.setdefault(name, g)
            velocity[name] *= momentum
            velocity[name] += g

    optimizer.step = changing
    return optimizer


@misconception(
    "All parameters share one velocity. Each has its own, of its shape: keep a dict by name.",
    loses=EVERY_PART,
)
class SharesTheVelocity(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum, self.velocity = momentum, 0.0

    def step(self, gradients):
        for name, gradient in self.decayed(gradients).items():
            self.velocity = self.momentum * self.velocity + gradient.mean()
            self.parameters[name] -= self.lr * self.velocity


@misconception(
    "Parameters share a velocity, into which they go one after the other. Each has its own, of its "
    "shape: keep a dict by name.",
    loses=EVERY_PART,  # it raises for arrays of two shapes
)
class KeepsOneVelocity(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum, self.velocity = momentum, 0.0

    def step(self, gradients):
        for name, gradient in self.decayed(gradients).items():
            self.velocity = self.momentum * self.velocity + gradient
            self.parameters[name] -= self.lr * self.velocity


@misconception(
    "This is Nesterov's momentum, which takes the gradient and the next velocity. Here the step is "
    "along the velocity alone.",
    loses=("momentum", "weight decay", "in place"),
)
def looks_ahead(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum, weight_decay)
    step, velocity = optimizer.step, {}

    def ahead(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        for name, value in parameters.items():
            g = gradients[name] + weight_decay * before[name]
            velocity[name] = momentum * velocity.get(name, 0) + g
            value[...] = before[name] - optimizer.lr * (g + momentum * velocity[name])

    optimizer.step = ahead
    return optimizer


@misconception(
    "You multiply by the learning rate twice: in the velocity, and in the step. Once is meant, in "
    "the step.",
    loses=EVERY_PART,
)
def multiplies_by_the_rate_twice(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum, weight_decay)
    step = optimizer.step

    def scaled(gradients):
        rate = optimizer.lr
        step(
            {
                name: rate * g + (rate - 1) * weight_decay * parameters[name]
                for name, g in gradients.items()
            }
        )

    optimizer.step = scaled
    return optimizer


@misconception(
    "You subtract the weight decay from the gradient, which makes weights grow. Add it.",
    loses=("weight decay",),
)
def subtracts_the_decay(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum, weight_decay)
    step = optimizer.step
    optimizer.step = lambda gradients: step(
        {name: g - 2 * weight_decay * parameters[name] for name, g in gradients.items()}
    )
    return optimizer


@misconception(
    "You write the weight decay into the gradients, which belong to the caller: `g = g + ...` "
    "makes a new array, `g += ...` does not.",
    loses=("in place",),
)
def changes_the_gradients(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum)
    step = optimizer.step

    def changing(gradients):
        for name, g in gradients.items():
            g += weight_decay * parameters[name]
        step(gradients)

    optimizer.step = changing
    return optimizer


@misconception(
    "The momentum is used the wrong way round: the velocity keeps `momentum` of itself, not 1 - "
    "momentum.",
    loses=EVERY_PART,
)
def turns_the_momentum_round(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, 0.0, weight_decay)
    optimizer.momentum = 1 - momentum
    return optimizer


@misconception(
    "The velocity has the wrong sign: the step before is taken back instead of continued. In the "
    "sum v = momentum * v + g both have the same sign.",
    loses=("momentum", "weight decay", "in place"),
)
def takes_the_last_step_back(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, 0.0, weight_decay)
    optimizer.momentum = -momentum
    return optimizer


@misconception(
    "The step is taken before the velocity gets the new gradient, so that every gradient counts "
    "one step late. Change the velocity first.",
    loses=EVERY_PART,
)
def steps_before_it_updates(right, parameters, lr, momentum=0.0, weight_decay=0.0):
    optimizer = right(parameters, lr, momentum, weight_decay)
    step, velocity = optimizer.step, {}

    def late(gradients):
        before = {name: value.copy() for name, value in parameters.items()}
        step(gradients)
        for name, value in parameters.items():
            old = velocity.get(name, 0)
            velocity[name] = momentum * old + gradients[name] + weight_decay * before[name]
            value[...] = before[name] - optimizer.lr * old

    optimizer.step = late
    return optimizer
