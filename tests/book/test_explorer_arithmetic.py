"""The convolution explorer computes what torch computes: its functions, run by a browser."""

import itertools
import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from cnnlib.data import load
from tests.helpers.explorer_book import EXTENSION

ANY_URL = "http://explorer.test/"
TYPES = {".js": "text/javascript", ".json": "application/json"}
SETTINGS = json.loads((EXTENSION / "settings.json").read_text("utf-8"))
MODES = ["normal", "max", "average", "transposed"]


@pytest.fixture(scope="module")
def modules(browser):
    """A page into which a browser has imported the explorer's modules as they are written."""

    def answer(route):
        path = EXTENSION / route.request.url.removeprefix(ANY_URL)
        if path.suffix in TYPES:
            route.fulfill(body=path.read_text("utf-8"), content_type=TYPES[path.suffix])
        else:
            route.fulfill(body="<title>explorer</title>", content_type="text/html")

    tab = browser.new_page()
    tab.route("**/*", answer)
    tab.goto(ANY_URL)
    tab.evaluate(
        """async () => {
          const scene = await import("/scene.js");
          window.solve = (cases) => cases.map((each) => {
            const { problem, outputShape, output, visits, input } = scene.makeScene(each);
            return { problem, outputShape, output, visits, input };
          });
        }"""
    )
    yield tab
    tab.close()


def every_setting(mode: str) -> list[dict]:
    """Each combination that the sliders allow, on two inputs of random size and numbers."""
    rng = np.random.default_rng(MODES.index(mode))
    names = ["kernel-size", "stride", "padding", "dilation"]
    names += ["output-padding"] * (mode == "transposed")
    ranges = [range(SETTINGS[name]["min"], SETTINGS[name]["max"] + 1) for name in names]
    cases = []
    for values in itertools.product(*ranges):
        for _ in range(2):
            height, width = rng.integers(1, 9, size=2).tolist()
            cases.append(random_case(rng, mode, height, width, *values))
    return cases


def random_case(rng, mode, height, width, kernel, stride, padding, dilation, output_padding=0):
    channels = 1 if mode == "transposed" else int(rng.integers(1, 4))
    return {
        "mode": "pooling" if mode in {"max", "average"} else mode,
        "pool": mode,
        "relu": bool(rng.integers(2)),
        "settings": {
            "channels": channels,
            "height": height,
            "width": width,
            "kernelSize": kernel,
            "stride": stride,
            "padding": padding,
            "dilation": 1 if mode == "average" else dilation,
            "outputPadding": output_padding,
        },
        "input": decimals(rng, (channels, height, width)),
        "kernel": decimals(rng, (channels, kernel, kernel)),
    }


def decimals(rng, size: tuple[int, ...]) -> list:
    """Numbers as a cell takes them: from -9 to 9, with two decimals."""
    return np.round(rng.uniform(-9, 9, size), 2).tolist()


def torch_answer(case: dict) -> np.ndarray | None:
    """The output according to torch, or None where it refuses or pools over nothing."""
    at = case["settings"]
    x = torch.tensor(case["input"], dtype=torch.float64)[None]
    w = torch.tensor(case["kernel"], dtype=torch.float64)[None]
    k, s, p, d = at["kernelSize"], at["stride"], at["padding"], at["dilation"]
    try:
        if case["mode"] == "normal":
            y = F.conv2d(x, w, stride=s, padding=p, dilation=d)
            y = F.relu(y) if case["relu"] else y
        elif case["mode"] == "transposed":
            y = F.conv_transpose2d(x, w, None, s, p, at["outputPadding"], dilation=d)
        elif case["pool"] == "max":
            y = F.max_pool2d(x, k, s, p, d)
        else:
            y = F.avg_pool2d(x, k, s, p)
    except RuntimeError:
        return None
    return y[0].numpy() if torch.isfinite(y).all() else None


@pytest.mark.parametrize("mode", MODES)
def test_the_output_of_every_setting_is_that_of_torch(modules, mode):
    cases = every_setting(mode)
    answers = modules.evaluate("(cases) => solve(cases)", cases)
    refused = 0
    for case, answer in zip(cases, answers, strict=True):
        expected = torch_answer(case)
        if expected is None:
            refused += 1
            assert answer["problem"], f"torch refuses {case}"
            continue
        assert answer["problem"] is None, case
        assert answer["outputShape"] == list(expected.shape[1:]), case
        np.testing.assert_allclose(answer["output"], expected, atol=1e-12, err_msg=str(case))
    assert 10 < refused < len(cases) - 60, "both kinds were met"


@pytest.mark.parametrize("mode", MODES)
def test_visits_count_how_often_a_pixel_is_read_or_written(modules, mode):
    cases = [case for case in every_setting(mode) if torch_answer(case) is not None]
    answers = modules.evaluate("(cases) => solve(cases)", cases)
    for case, answer in zip(cases, answers, strict=True):
        np.testing.assert_array_equal(answer["visits"], visits(case), err_msg=str(case))


def visits(case: dict) -> np.ndarray:
    """With a kernel of ones, what a convolution's gradient is and its transpose makes of ones."""
    at = case["settings"]
    x = torch.ones(1, 1, at["height"], at["width"], requires_grad=True)
    w = torch.ones(1, 1, at["kernelSize"], at["kernelSize"])
    options = {name: at[name] for name in ("stride", "padding", "dilation")}
    if case["mode"] == "transposed":
        y = F.conv_transpose2d(x, w, output_padding=at["outputPadding"], **options)
        return y[0, 0].detach().numpy()
    F.conv2d(x, w, **options).sum().backward()
    return x.grad[0, 0].numpy()


def test_what_is_impossible_is_explained(modules):
    rng = np.random.default_rng(0)
    cases = [
        random_case(rng, "normal", 4, 7, 3, 1, 0, 2),
        random_case(rng, "normal", 7, 2, 4, 1, 0, 1),
        random_case(rng, "max", 8, 8, 3, 1, 2, 1),
        random_case(rng, "max", 1, 8, 2, 1, 1, 2),
        random_case(rng, "average", 1, 1, 4, 1, 1, 1),
        random_case(rng, "transposed", 1, 5, 2, 1, 1, 1),
        random_case(rng, "transposed", 5, 5, 2, 2, 1, 1, 2),
    ]
    sentences = [
        "The kernel, gaps included, reaches over 5 × 5 pixels and the input has only 4 × 7",
        "The kernel reaches over 4 × 4 pixels and the input has only 7 × 2",
        "at most half of its window, which is 1 here",
        "The gaps in some window step over the whole input",
        "The window reaches over 4 × 4 pixels and the padded input has only 3 × 3",
        "The padding cuts 1 from each side of the output, and nothing is left",
        "smaller than the stride or the dilation, so at most 1 here",
    ]
    answers = modules.evaluate("(cases) => solve(cases)", cases)
    for answer, sentence in zip(answers, sentences, strict=True):
        assert sentence in answer["problem"]


def test_a_picture_is_a_boot_of_fashion_mnist_as_the_mean_of_blocks(modules):
    data = load("fashion-mini")
    boots = np.flatnonzero(data.y_test == data.classes.index("Ankle boot"))
    boot = torch.tensor(data.x_test[boots[1]], dtype=torch.float64)[None] / 255
    picture = (9 * F.avg_pool2d(boot, 2)).round()
    sobel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    case = random_case(np.random.default_rng(0), "normal", 4, 4, 3, 2, 1, 1)
    case |= {"picture": True, "kernel": [sobel]}
    (answer,) = modules.evaluate("(cases) => solve(cases)", [case])
    np.testing.assert_array_equal(answer["input"], picture[0])
    weight = torch.tensor(sobel, dtype=torch.float64)[None, None]
    edges = F.conv2d(picture, weight, stride=2, padding=1)
    expected = F.relu(edges) if case["relu"] else edges
    np.testing.assert_array_equal(answer["output"], expected[0])
