"""Exercises whose numbers differ from student to student; a chapter has a module for its own."""

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["PersonalNumbers"]
