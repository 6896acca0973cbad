"""Chapter 6, training that generalises."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "06-regularisation"
MODULES = (
    "preparation",
    "augmentation",
    "dropout",
    "optimizers",
    "schedules",
    "training_loop",
    "layers.regularisation",
    "models.network_1cd",
    "personal.regularisation",
)
EXERCISES = (
    "channel_statistics",
    "standardise",
    "zca_whitening",
    "random_crop",
    "random_horizontal_flip",
    "random_erasing",
    "SGD",
    "Adam",
    "exponential_lr",
    "cosine_annealing_lr",
    "dropout_mask",
    "dropout",
    "dropout_backward",
    "weights",
    "questions",
    "train_best",
    "generalise",
)
