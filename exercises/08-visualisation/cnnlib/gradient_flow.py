"""How much gradient reaches each layer (chapter 5)."""

from collections.abc import Callable

import torch
from torch import nn

from cnnlib.exercise import exercise

__all__ = ["GradientFlow"]


@exercise("05-depth.GradientFlow", points=8)
class GradientFlow:
    r"""Record the mean absolute gradient of each layer's weights in every backward pass.

    .. math:: g_{t,\ell} = \frac{1}{|W_\ell|} \sum_i
        \left| \frac{\partial L_t}{\partial W_{\ell,i}} \right|

    Use it around code that computes gradients; it does not change them::

        with GradientFlow(model) as flow:
            loss.backward()
        flow.per_layer()

    Convolutions and dense layers are recorded, that is, all parameters called ``weight`` with more
    than one axis; biases and the scales of batch norm are not. A hook on each weight
    (``register_hook``) sees the gradient of one backward pass, whatever is in ``.grad`` already.
    The hooks change no gradient and are removed at the end of the block.

    Parameters
    ----------
    model : Module

    Raises
    ------
    ValueError
        If the model has no convolution or dense layer to train.

    References
    ----------
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional
    Networks*, section 3.
    """

    def __init__(self, model: nn.Module) -> None:
        self.weights = {
            name.removesuffix(".weight"): parameter
            for name, parameter in model.named_parameters()
            if name.endswith("weight") and parameter.ndim > 1 and parameter.requires_grad
        }
        if not self.weights:
            raise ValueError("The model has no convolution or dense layer to train.")
        self.means: dict[str, list[torch.Tensor]] = {layer: [] for layer in self.weights}

    def __enter__(self) -> "GradientFlow":
        """Begin to record, and return the recorder."""

        # The means stay on the device until they are read, so that no step has to wait for them.
        def into(means: list[torch.Tensor]) -> Callable[[torch.Tensor], None]:
            return lambda gradient: means.append(gradient.detach().abs().mean())

        self.hooks = [
            weight.register_hook(into(self.means[layer])) for layer, weight in self.weights.items()
        ]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop recording, also after an error."""
        for hook in self.hooks:
            hook.remove()

    def per_layer(self) -> dict[str, float]:
        """Return the mean over the backward passes, for each layer from the image to the logits.

        The keys are the names of the layers in the model, as in ``"stage1_block1.0"``. A layer
        that no gradient reached has 0.0.
        """
        return {
            layer: torch.stack(means).mean().item() if means else 0.0
            for layer, means in self.means.items()
        }
