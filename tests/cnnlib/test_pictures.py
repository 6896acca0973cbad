"""The pictures of the notebooks: what they show, and that only Jupyter draws them."""

import sys
from types import SimpleNamespace

import IPython  # noqa: F401 - as in a notebook
import numpy as np
import pytest

from cnnlib import pictures
from cnnlib.data import load


def test_the_boot_is_a_picture_of_fashion_mnist():
    boot = pictures.boot()
    original = load("fashion-mini").x_train[37, 0]
    assert (boot.shape, boot.dtype) == ((28, 28), np.float64)
    np.testing.assert_array_equal(boot, (original // 16) / 15)


def test_images_stand_side_by_side_under_their_titles():
    image = np.arange(12.0).reshape(3, 4)
    figure = pictures.draw_images({"one": image, "two": image.T})
    assert [axes.get_title() for axes in figure.axes] == ["one", "two"]
    np.testing.assert_array_equal(figure.axes[1].images[0].get_array(), image.T)


def test_a_curve_and_times_show_their_numbers():
    curve = pictures.draw_curve([3.0, 2.0, 1.0], "batch", "loss").axes[0]
    np.testing.assert_array_equal(curve.lines[0].get_ydata(), [3, 2, 1])
    assert (curve.get_xlabel(), curve.get_ylabel()) == ("batch", "loss")
    calls = []
    times = pictures.draw_times({"f": calls.append, "g": calls.append}, [4, 8]).axes[0]
    assert calls == [4, 4, 4, 8, 8, 8] * 2
    assert [line.get_label() for line in times.lines] == ["f", "g"]
    assert all((line.get_ydata() > 0).all() for line in times.lines)


@pytest.mark.parametrize("kernel", [True, False])
def test_only_jupyter_draws(monkeypatch, kernel):
    shell = SimpleNamespace(kernel=object()) if kernel else SimpleNamespace()
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
    shown = []
    monkeypatch.setattr(pictures, "_show", shown.append)
    pictures.show_images({"one": np.eye(2)})
    pictures.show_curve([1.0], "x", "y")
    pictures.show_times({"f": lambda _: None}, [1])
    assert len(shown) == (3 if kernel else 0)


def test_without_ipython_nothing_is_drawn(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert not pictures.in_jupyter()
