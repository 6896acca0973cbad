"""Crops, flips and erased rectangles: where they may lie, and how often they do."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.experiments.augmentation import random_crop, random_erasing, random_horizontal_flip
from tests.helpers.devices import on_every_device
from tests.helpers.geometry import unhurried

DTYPES = [torch.uint8, torch.float32, torch.float64]


def seeded(seed: int = 0, device: str = "cpu") -> torch.Generator:
    return torch.Generator(device).manual_seed(seed)


def numbered(*shape: int, dtype: torch.dtype = torch.float32, device: str = "cpu") -> torch.Tensor:
    """Pixels that are all different and none zero, so that each shows where it comes from."""
    count = torch.Size(shape).numel()
    return torch.arange(1, count + 1, device=device).reshape(shape).to(dtype)


def offsets(crops: torch.Tensor, x: torch.Tensor, padding: tuple[int, int]) -> list[tuple]:
    """Return where each crop was cut, found by comparing it with every window there is."""
    ph, pw = padding
    padded = F.pad(x, (pw, pw, ph, ph))
    windows = padded.unfold(2, crops.shape[2], 1).unfold(3, crops.shape[3], 1)
    found = []
    for crop, places in zip(crops, windows, strict=True):
        same = (places == crop[:, None, None]).all(dim=(0, 3, 4)).nonzero()
        assert len(same) == 1
        found.append(tuple(same[0].tolist()))
    return found


@on_every_device
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_crop_is_one_window_of_all_channels_of_its_own_image(dtype, device):
    x = numbered(5, 3, 4, 3, dtype=dtype, device=device)
    crops = random_crop(x, (3, 2), (1, 2), generator=seeded(device=device))
    assert (crops.shape, crops.dtype, crops.device) == ((5, 3, 3, 2), dtype, x.device)
    offsets(crops, x, (1, 2))


def test_every_place_is_equally_likely_and_every_image_has_its_own():
    x = numbered(12_000, 1, 2, 3)
    places = offsets(random_crop(x, (2, 3), (1, 0), generator=seeded()), x, (1, 0))
    assert set(places) == {(0, 0), (1, 0), (2, 0)}
    counts = [places.count((row, 0)) for row in range(3)]
    # 4000 is expected, with a standard deviation of 52.
    assert all(abs(count - 4000) < 300 for count in counts)


@unhurried
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3))
def test_a_window_as_large_as_the_padded_image_leaves_no_choice(h, w, ph, pw):
    x = numbered(2, 1, h, w)
    got = random_crop(x, (h + 2 * ph, w + 2 * pw), (ph, pw), generator=seeded())
    assert torch.equal(got, F.pad(x, (pw, pw, ph, ph)))


@on_every_device
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_flip_mirrors_left_and_right_only(dtype, device):
    x = numbered(4, 2, 3, 5, dtype=dtype, device=device)
    got = random_horizontal_flip(x, 1, generator=seeded(device=device))
    want = x[..., torch.arange(4, -1, -1, device=device)]
    assert got.dtype == dtype
    assert torch.equal(got, want)
    assert torch.equal(random_horizontal_flip(x, 0, generator=seeded(device=device)), x)


def test_images_are_flipped_one_by_one_and_as_often_as_asked():
    x = numbered(10_000, 1, 1, 2)
    got = random_horizontal_flip(x, 0.3, generator=seeded())
    flipped = (got == x.flip(-1)).all(dim=(1, 2, 3))
    assert torch.equal(got[~flipped], x[~flipped])
    assert abs(flipped.float().mean().item() - 0.3) < 0.03


def rectangles(got: torch.Tensor, x: torch.Tensor) -> list[tuple[int, int, int, int]]:
    """Return top, left, height and width of what changed, and check that it is a rectangle."""
    found = []
    for image in (got != x).any(dim=1):
        rows, columns = image.any(dim=1).nonzero(), image.any(dim=0).nonzero()
        if len(rows):
            top, left = rows.min().item(), columns.min().item()
            h, w = rows.max().item() - top + 1, columns.max().item() - left + 1
            assert image.sum().item() == h * w
            found.append((top, left, h, w))
    return found


@on_every_device
def test_what_is_erased_is_a_rectangle_of_the_published_size(device):
    # Zhong et al. (2017): p = .5, area .02 to .33, aspect .3 to 3.3.
    x = torch.full((4000, 1, 32, 48), 7.0, device=device)
    found = rectangles(random_erasing(x, generator=seeded(device=device)), x)
    assert abs(len(found) / 4000 - 0.5) < 0.04
    areas = torch.tensor([h * w / (32 * 48) for _, _, h, w in found])
    aspects = torch.tensor([h / w for _, _, h, w in found])
    # Sides are whole pixels, so the smallest rectangles are off by a few parts in a hundred.
    assert 0.015 < areas.min() < 0.03
    assert 0.31 < areas.max() < 0.36
    assert 0.25 < aspects.min() < 0.34
    assert 3 < aspects.max() < 4.2
    # Uniform: the middle of .02 to .33, a little less because the largest do not always fit.
    assert abs(areas.mean() - 0.175) < 0.015
    assert abs(aspects.mean() - 1.8) < 0.15
    assert {top for top, _, _, _ in found} >= {0, 16}
    assert {top + h for top, _, h, _ in found} >= {16, 32}
    assert {left for _, left, _, _ in found} >= {0, 24}
    assert {left + w for _, left, _, w in found} >= {24, 48}


def test_a_rectangle_lies_anywhere_it_fits():
    # A quarter of the area of a square image: 2x2 of 4x4, which has nine places.
    x = torch.full((9000, 1, 4, 4), 7.0)
    got = random_erasing(x, 1, (0.25, 0.25), (1, 1), generator=seeded())
    found = rectangles(got, x)
    places = {(top, left) for top, left, _, _ in found}
    assert places == {(top, left) for top in range(3) for left in range(3)}
    assert all(abs(found.count((*place, 2, 2)) - 1000) < 150 for place in places)
    assert len(found) == 9000


@on_every_device
def test_erased_pixels_are_random_numbers(device):
    whole = {"p": 1, "scale": (1, 1), "ratio": (1, 1)}
    x = torch.zeros(40, 3, 16, 16, device=device)
    noise = random_erasing(x, **whole, generator=seeded(device=device))
    assert abs(noise.mean().item()) < 0.03
    assert abs(noise.std().item() - 1) < 0.03
    raw = random_erasing(x.to(torch.uint8), **whole, generator=seeded(device=device))
    assert raw.dtype == torch.uint8
    assert (raw.min(), raw.max()) == (0, 255)
    assert abs(raw.double().mean().item() - 127.5) < 3


def test_a_rectangle_that_never_fits_erases_nothing():
    x = numbered(3, 2, 4, 5)
    assert torch.equal(random_erasing(x, 1, (1, 1), (9, 9), generator=seeded()), x)


FUNCTIONS = [
    lambda x, generator: random_crop(x, 5, 1, generator=generator),
    lambda x, generator: random_horizontal_flip(x, generator=generator),
    lambda x, generator: random_erasing(x, generator=generator),
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_generator_alone_decides(function):
    x = numbered(64, 3, 6, 7)
    before = x.clone()
    first = function(x, seeded(1))
    torch.manual_seed(99)
    assert torch.equal(function(x, seeded(1)), first)
    assert not torch.equal(function(x, seeded(2)), first)
    assert torch.equal(x, before)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine")
def test_a_cpu_generator_does_the_same_on_every_device(function):
    x = numbered(64, 3, 6, 7)
    on_device = function(x.cuda(), seeded())
    assert on_device.is_cuda
    assert torch.equal(on_device.cpu(), function(x, seeded()))


X = torch.ones(2, 3, 4, 5)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("x", "message"),
    [
        (X[0], r"x must have 4 axes \(N, C, H, W\), but its shape is \(3, 4, 5\)"),
        (X.numpy(), "x must be a tensor, not ndarray"),
    ],
)
def test_only_batches_of_tensors_are_taken(function, x, message):
    with pytest.raises(ValueError, match=message):
        function(x, seeded())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: random_crop(X, 5, generator=g), r"size 5x5 is larger.*\(2, 3, 4, 5\).*4x5"),
        (lambda g: random_crop(X, 0, generator=g), "size must be a whole number of at least 1"),
        (lambda g: random_crop(X, 2, -1, generator=g), "padding must be a whole number of at le"),
        (lambda g: random_horizontal_flip(X, 1.5, generator=g), "p must be a probability.*1.5"),
        (lambda g: random_erasing(X, -0.1, generator=g), "p must be a probability.*-0.1"),
        (lambda g: random_erasing(X, scale=(0, 1), generator=g), r"scale.*at most 1.*\(0, 1\)"),
        (lambda g: random_erasing(X, scale=(0.5, 2), generator=g), r"scale.*\(0.5, 2\)"),
        (lambda g: random_erasing(X, ratio=(3, 1), generator=g), r"ratio.*ascending.*\(3, 1\)"),
        (lambda g: random_erasing(X.int(), generator=g), "floats or bytes.*int32"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(seeded())
