"""Exercises whose numbers differ from student to student: a module for each chapter that has some."""

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["PersonalNumbers"]
