"""Run every benchmark: ``python -m benchmarks``."""

from benchmarks import convolution, grading, startup

startup.main()
convolution.main()
grading.main()
