"""Chapter 6, training that generalises."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "06-regularisation"
MODULES = (
    "preparation",
    "augmentation",
    "dropout",
    "optimizers",
    "schedules",
    "layers.regularisation",
    "models.network_1cd",
)
EXERCISES = ()
