"""Run every benchmark: ``python -m benchmarks``."""

from benchmarks import convolution, grading

convolution.main()
grading.main()
