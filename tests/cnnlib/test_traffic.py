"""Memory traffic against the sizes of PyTorch's own tensors."""

import pytest
import torch
from torch import nn

from cnnlib.traffic import conv2d_traffic


@pytest.mark.parametrize(("batch", "itemsize", "dtype"), [(1, 4, "float32"), (5, 2, "float16")])
@pytest.mark.parametrize(("groups", "bias"), [(1, True), (3, False)])
def test_it_is_the_size_of_the_tensors(batch, itemsize, dtype, groups, bias):
    kind = getattr(torch, dtype)
    layer = nn.Conv2d(6, 9, (3, 2), (2, 1), (1, 0), 1, groups, bias, device="meta", dtype=kind)
    x = torch.empty(batch, 6, 11, 8, device="meta", dtype=kind)
    out = layer(x)
    traffic = conv2d_traffic(
        (11, 8), 6, 9, (3, 2), (2, 1), (1, 0), groups, bias, batch=batch, itemsize=itemsize
    )
    parameters = sum(p.numel() * p.element_size() for p in layer.parameters())
    moved = [x.numel() * itemsize, parameters, out.numel() * itemsize]
    assert list(traffic[1:4]) == moved
    assert traffic.multiply_adds == out.numel() * 6 // groups * 6
    assert traffic.intensity == pytest.approx(traffic.multiply_adds / sum(moved))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"groups=2 must divide"):
        conv2d_traffic((8, 8), 3, 4, 3, groups=2)
