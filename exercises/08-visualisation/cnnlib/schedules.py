"""Learning rates that fall during training (chapter 6)."""

import math

from cnnlib.exercise import exercise

__all__ = ["cosine_annealing_lr", "exponential_lr"]


@exercise("06-regularisation.exponential_lr", points=2)
def exponential_lr(epoch: int, lr: float, gamma: float) -> float:
    r"""Multiply the learning rate by the same factor every epoch.

    .. math:: \eta_t = \eta_0 \gamma^t

    Parameters
    ----------
    epoch : int
        :math:`t`, 0 for the first one.
    lr : float
        :math:`\eta_0`, the rate of the first epoch.
    gamma : float
        In (0, 1]: 0.95 leaves 0.6 % of the rate after 100 epochs.

    Raises
    ------
    ValueError
        If a number is out of range.

    References
    ----------
    ``torch.optim.lr_scheduler.ExponentialLR``; *Deep Learning Practical Work 1-c and 1-d* (Cohen,
    Pot), question 27.
    """
    _check(epoch, lr)
    if not 0 < gamma <= 1:
        raise ValueError(f"gamma must be greater than 0 and at most 1, not {gamma}.")
    return lr * gamma**epoch


@exercise("06-regularisation.cosine_annealing_lr", points=2)
def cosine_annealing_lr(epoch: int, lr: float, t_max: int, eta_min: float = 0.0) -> float:
    r"""Let the learning rate fall along half a period of a cosine: slowly, fast, slowly.

    .. math:: \eta_t = \eta_{\min} + \frac{\eta_0 - \eta_{\min}}{2}
        \left(1 + \cos \frac{\pi t}{T}\right)

    Parameters
    ----------
    epoch : int
        :math:`t`, 0 for the first one. Beyond `t_max` the rate rises again.
    lr : float
        :math:`\eta_0`, the rate of the first epoch.
    t_max : int
        :math:`T`, the epoch that has the lowest rate.
    eta_min : float
        :math:`\eta_{\min}`, the lowest rate.

    Raises
    ------
    ValueError
        If a number is out of range.

    References
    ----------
    Loshchilov & Hutter (2017), "SGDR: stochastic gradient descent with warm restarts", equation 5;
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional Networks*,
    section 5, where it falls from 1e-3 to 2e-5.
    """
    _check(epoch, lr)
    if t_max < 1 or not 0 <= eta_min <= lr:
        raise ValueError(
            f"t_max must be at least 1 and eta_min from 0 to lr={lr}, "
            f"not t_max={t_max}, eta_min={eta_min}."
        )
    return eta_min + (lr - eta_min) / 2 * (1 + math.cos(math.pi * epoch / t_max))


def _check(epoch: int, lr: float) -> None:
    if epoch < 0 or lr < 0:
        raise ValueError(f"epoch and lr must not be negative, as in epoch={epoch}, lr={lr}.")
