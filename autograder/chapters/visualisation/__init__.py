"""Chapter 8, looking inside a network."""

__all__ = ["EXERCISES", "MODULES", "SLUG"]

SLUG = "08-visualisation"
MODULES = (
    "layer_list",
    "switches",
    "deconvnet",
    "logit_gradient",
    "saliency",
    "grad_cam",
    "occlusion",
    "activation_maximisation",
    "adversarial",
    "visualisation",
    "personal.visualisation",
)
EXERCISES = (
    "forward_with_switches",
    "deconvnet",
    "logit_gradient",
    "saliency",
    "grad_cam",
    "occlusion_map",
    "maximise_activation",
    "fgsm",
    "by_hand",
    "questions",
)
