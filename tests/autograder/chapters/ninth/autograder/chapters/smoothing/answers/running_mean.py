"""Answers to `RunningMean`: right ones in other styles, and what students get wrong."""

from cnnlib.smoothing import RunningMean

from autograder.checks.answers import misconception, variant


@variant
class Weighted(RunningMean):
    def update(self, number):
        self.mean = (1 - self.rate) * self.mean + self.rate * number
        return self.mean


@misconception("The old mean is not faded: its share is 1 - `rate`.", loses=("updates",))
class NeverForgets(RunningMean):
    def update(self, number):
        self.mean += self.rate * number
        return self.mean
