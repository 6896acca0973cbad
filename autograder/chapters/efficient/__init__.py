"""Chapter 7, efficient networks."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "07-efficient"
MODULES = ("counting", "models.squeezenet", "models.mobilenet", "models.vgg16")
EXERCISES = ()
