"""Chapter 9, which only a test knows."""

SLUG = "09-smoothing"
MODULES = ("smoothing",)
EXERCISES = ("moving_mean", "RunningMean")
