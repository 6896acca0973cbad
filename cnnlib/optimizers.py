"""Gradient descent with momentum, and Adam, on arrays that are changed in place (chapter 6)."""

from collections.abc import Mapping

import numpy as np

from cnnlib.exercise import exercise

__all__ = ["SGD", "Adam", "Optimizer"]


class Optimizer:
    """The base class of optimisers: parameters by name, and common checks.

    Attributes
    ----------
    parameters : mapping of str to ndarray
    lr : float
        The learning rate; a schedule may set it between steps.
    """

    def __init__(
        self, parameters: Mapping[str, np.ndarray], lr: float, weight_decay: float = 0.0
    ) -> None:
        if lr < 0 or weight_decay < 0:
            raise ValueError(
                f"lr and weight_decay must not be negative, as in lr={lr}, "
                f"weight_decay={weight_decay}."
            )
        self.parameters, self.lr, self.weight_decay = parameters, lr, weight_decay

    def decayed(self, gradients: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        r"""Add the gradient of :math:`\frac{\lambda}{2} \lVert w \rVert^2` to each gradient.

        Raises
        ------
        ValueError
            If there is not one gradient for each parameter, of its shape.
        """
        if set(gradients) != set(self.parameters):
            different = sorted(set(gradients) ^ set(self.parameters))
            raise ValueError(f"Gradients and parameters differ in {', '.join(different)}.")
        for name, parameter in self.parameters.items():
            if np.shape(gradients[name]) != parameter.shape:
                raise ValueError(
                    f"The gradient of {name} must have its shape, {parameter.shape}, "
                    f"not {np.shape(gradients[name])}."
                )
        return {
            name: gradients[name] + self.weight_decay * parameter
            for name, parameter in self.parameters.items()
        }


@exercise("06-regularisation.SGD", points=5)
class SGD(Optimizer):
    r"""Stochastic gradient descent, with momentum and weight decay as in ``torch.optim.SGD``.

    .. math:: g \leftarrow g + \lambda w, \qquad v \leftarrow \mu v + g, \qquad
        w \leftarrow w - \eta v

    Parameters
    ----------
    parameters : mapping of str to ndarray
        Changed in place by `step`.
    lr : float
        :math:`\eta`.
    momentum : float
        :math:`\mu`, in [0, 1).
    weight_decay : float
        :math:`\lambda`, the strength of the L2 penalty.

    Raises
    ------
    ValueError
        If a number is out of range.

    References
    ----------
    Sutskever, Martens, Dahl & Hinton (2013), "On the importance of initialization and momentum in
    deep learning"; *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), section 3.3.
    """

    def __init__(
        self,
        parameters: Mapping[str, np.ndarray],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay)
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be at least 0 and less than 1, not {momentum}.")
        self.momentum = momentum
        self.velocity = {name: np.zeros_like(value) for name, value in parameters.items()}

    def step(self, gradients: Mapping[str, np.ndarray]) -> None:
        """Change every parameter in place; raise ValueError where names or shapes differ."""
        for name, gradient in self.decayed(gradients).items():
            velocity = self.velocity[name]
            velocity *= self.momentum
            velocity += gradient
            self.parameters[name][...] -= self.lr * velocity


@exercise("06-regularisation.Adam", points=6)
class Adam(Optimizer):
    r"""Steps of about the same length for every number, as in ``torch.optim.Adam``.

    .. math::
        m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad
        v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \qquad
        w \leftarrow w - \eta \frac{m / (1 - \beta_1^t)}
            {\sqrt{v / (1 - \beta_2^t)} + \varepsilon}

    The two denominators correct for both averages starting at 0.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        Changed in place by `step`.
    lr : float
        :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1, \beta_2`, in [0, 1).
    eps : float
        :math:`\varepsilon`.
    weight_decay : float
        :math:`\lambda` in :math:`g \leftarrow g + \lambda w`, applied first.

    Raises
    ------
    ValueError
        If a number is out of range.

    References
    ----------
    Kingma & Ba (2015), "Adam: a method for stochastic optimization", algorithm 1; *MLP Coursework
    2: Investigating the Implementation and Optimization of Convolutional Networks*, section 5.
    """

    def __init__(
        self,
        parameters: Mapping[str, np.ndarray],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay)
        if len(betas) != 2 or not all(0 <= beta < 1 for beta in betas) or eps < 0:
            raise ValueError(
                f"betas must be two numbers of at least 0 and less than 1, and eps not negative, "
                f"as in betas={betas}, eps={eps}."
            )
        self.betas, self.eps, self.steps = betas, eps, 0
        self.mean = {name: np.zeros_like(value) for name, value in parameters.items()}
        self.square = {name: np.zeros_like(value) for name, value in parameters.items()}

    def step(self, gradients: Mapping[str, np.ndarray]) -> None:
        """Change every parameter in place; raise ValueError where names or shapes differ."""
        gradients = self.decayed(gradients)
        self.steps += 1
        beta1, beta2 = self.betas
        for name, gradient in gradients.items():
            mean, square = self.mean[name], self.square[name]
            mean += (1 - beta1) * (gradient - mean)
            square += (1 - beta2) * (gradient**2 - square)
            unbiased_mean = mean / (1 - beta1**self.steps)
            unbiased_square = square / (1 - beta2**self.steps)
            change = unbiased_mean / (np.sqrt(unbiased_square) + self.eps)
            self.parameters[name][...] -= self.lr * change
