"""Chapter 8, looking inside a network."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "08-visualisation"
MODULES = ("visualisation",)
EXERCISES = ()
