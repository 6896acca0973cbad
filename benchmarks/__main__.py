"""Run every benchmark: ``python -m benchmarks``."""

from benchmarks import grading

grading.main()
