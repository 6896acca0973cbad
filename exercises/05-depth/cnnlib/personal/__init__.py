"""Exercises whose numbers differ from student to student; one module per chapter."""

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["PersonalNumbers"]
