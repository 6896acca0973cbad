"""How much gradient reaches each layer during training (chapter 5)."""

from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

__all__ = ["GradientFlow"]


class GradientFlow:
    r"""Record the mean absolute gradient of each layer's weights, at every step of an optimizer.

    .. math:: g_{t,\ell} = \frac{1}{|W_\ell|} \sum_i
        \left| \frac{\partial L_t}{\partial W_{\ell,i}} \right|

    Use it around the training code, which does not change::

        with GradientFlow(model, optimizer) as flow:
            train(model, …)
        flow.per_layer()

    Convolutions and dense layers are recorded, without their biases; their gradients are read just
    before the optimizer uses them.

    Parameters
    ----------
    model : Module
    optimizer : Optimizer

    Raises
    ------
    ValueError
        If the model has no convolution or dense layer to train.

    References
    ----------
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional
    Networks*, section 3.
    """

    def __init__(self, model: nn.Module, optimizer: Optimizer) -> None:
        self.weights = {
            name.removesuffix(".weight"): parameter
            for name, parameter in model.named_parameters()
            if name.endswith("weight") and parameter.ndim > 1 and parameter.requires_grad
        }
        if not self.weights:
            raise ValueError("The model has no convolution or dense layer to train.")
        self.optimizer = optimizer
        self.steps: list[torch.Tensor] = []

    def __enter__(self) -> "GradientFlow":
        self._hook = self.optimizer.register_step_pre_hook(self._record)
        return self

    def __exit__(self, *_: object) -> None:
        self._hook.remove()

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each step and layer: ``step`` from 1, ``layer``, ``mean_abs_gradient``.

        Layers come in the order in which the model names them, from the image to the logits.
        """
        return [
            {"step": step, "layer": layer, "mean_abs_gradient": value}
            for step, values in enumerate(self._table(), start=1)
            for layer, value in zip(self.weights, values, strict=True)
        ]

    def per_layer(self) -> dict[str, float]:
        """Return the mean over the steps, for each layer.

        Raises
        ------
        ValueError
            If no step was recorded.
        """
        table = self._table()
        if not table:
            raise ValueError("No step was recorded: train inside the `with` block.")
        columns = zip(*table, strict=True)
        return {
            layer: sum(column) / len(column)
            for layer, column in zip(self.weights, columns, strict=True)
        }

    def _record(self, *_: object) -> None:
        # The numbers stay on the device until they are read, so that no step waits for them.
        means = [
            weight.new_zeros(()) if weight.grad is None else weight.grad.abs().mean()
            for weight in self.weights.values()
        ]
        self.steps.append(torch.stack(means))

    def _table(self) -> list[list[float]]:
        return torch.stack(self.steps).tolist() if self.steps else []
