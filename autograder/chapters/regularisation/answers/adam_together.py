"""Several mistakes in `Adam` at once: what each changes inside a step."""

import numpy as np

from autograder.checks.together import together
from cnnlib.optimizers import Optimizer


@together(
    "forgets_the_correction",
    "corrects_one_average",
    "does_not_count",
    "counts_for_each_parameter",
    "adds_epsilon_under_the_root",
    "forgets_the_root",
    "swaps_the_betas",
    "forgets_the_decay",
    "decays_the_weights_themselves",
)
def with_several(has, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    beta1, beta2 = betas[::-1] if "swaps_the_betas" in has else betas
    apart = "decays_the_weights_themselves" in has
    inside = 0 if apart or "forgets_the_decay" in has else weight_decay
    to_correct = 0 if "forgets_the_correction" in has else 1 if "corrects_one_average" in has else 2

    class Several(Optimizer):
        def __init__(self):
            super().__init__(parameters, lr, weight_decay)
            self.steps = 0
            self.averages = {name: [0, 0] for name in parameters}

        def step(self, gradients):
            self.steps += "counts_for_each_parameter" not in has
            for name, value in self.parameters.items():
                self.steps += "counts_for_each_parameter" in has
                count = 1 if "does_not_count" in has else self.steps
                g = gradients[name] + inside * value
                mean, square = self.averages[name]
                mean = beta1 * mean + (1 - beta1) * g
                square = beta2 * square + (1 - beta2) * g**2
                self.averages[name] = [mean, square]
                mean = mean / (1 - beta1**count) if to_correct > 0 else mean
                square = square / (1 - beta2**count) if to_correct > 1 else square
                if "adds_epsilon_under_the_root" in has:
                    below = square + eps
                    below = below if "forgets_the_root" in has else np.sqrt(below)
                else:
                    below = (square if "forgets_the_root" in has else np.sqrt(square)) + eps
                value *= 1 - self.lr * weight_decay * apart
                value -= self.lr * mean / below

    return Several()
