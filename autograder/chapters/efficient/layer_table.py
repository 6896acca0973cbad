"""The check of ``07-efficient.layer_table``."""

from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import numpy as np

import cnnlib.counting
from autograder.chapters.efficient import at_home
from autograder.chapters.efficient.answers import layer_table as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.inside.modules import ValueFaultError
from cnnlib.checking import kind

__all__ = ["CHECK"]

COUNTED = ("parameters", "multiply_adds")
TEXTS = ("name", "type")
MOST_AXES = 4
# The model is created in the student's process. `Block` is a type of its own.
WITH_TORCH = (
    "(lambda nn, Block: (lambda model: "
    "(model, (Block,), lambda: sum(len(m._forward_hooks) for m in model.modules())))({}))"
    "(__import__('torch').nn, type('Block', (__import__('torch').nn.Sequential,), {{}}))"
)


def count(
    layer_table: Callable[..., Any],
    formula: str,
    shape: tuple[int, ...],
    with_blocks: bool,
    same: dict[str, str],
) -> dict[str, Any]:
    """Create a model in the student's process, call the function, and return the columns."""
    model, blocks, hooks = getattr(layer_table, "beside", eval)(WITH_TORCH.format(formula))
    rows = layer_table(model, shape, blocks) if with_blocks else layer_table(model, shape)
    _expect_rows(rows)
    columns = {name: np.array([int(row[name]) for row in rows]) for name in COUNTED}
    shapes = [(*map(int, row["output_shape"]), *[0] * MOST_AXES)[:MOST_AXES] for row in rows]
    texts = {
        f"{key}s": np.array([crc32(same.get(row[key], row[key]).encode()) for row in rows])
        for key in TEXTS
    }
    left = np.array(min(hooks(), 1))  # how many depends on where they were registered
    return {"output shapes": np.array(shapes), **texts, **columns, "hooks left": left}


def _expect_rows(rows: Any) -> None:
    """Raise ValueFaultError unless these are dicts of integers and a shape."""
    if not isinstance(rows, list | tuple):
        raise ValueFaultError(f"expected a list with a dict for each layer, got {kind(rows)}.")
    for row in rows:
        if not isinstance(row, dict):
            raise ValueFaultError(f"expected a dict for each layer, got {kind(row)} in the list.")
        for name in ("output_shape", *COUNTED, *TEXTS):
            if name not in row:
                raise ValueFaultError(f"the dict of a layer has no key {name!r}.")
            if name in TEXTS:
                if not isinstance(row[name], str):
                    raise ValueFaultError(f"{name!r} should be text, got {kind(row[name])}.")
                continue
            wanted = "a tuple of integers" if name == "output_shape" else "an integer"
            numbers = row[name] if name == "output_shape" else [row[name]]
            if not isinstance(numbers, list | tuple) or not all(map(_is_whole, numbers)):
                raise ValueFaultError(f"{name!r} should be {wanted}, got {kind(row[name])}.")


def _is_whole(number: Any) -> bool:
    whole = isinstance(number, int | np.integer)
    return whole or (isinstance(number, float | np.floating) and float(number).is_integer())


def layer_table(model, input_shape, blocks=()) -> list[dict[str, Any]]:
    """Count the operations of each layer that runs, with torch's own counter."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    rows: list[dict[str, Any]] = []
    inside: list[Any] = []
    counted: set[int] = set()
    everywhere = model.named_modules(remove_duplicate=False)
    names = {module: name for name, module in everywhere}  # of one that runs twice, the last

    def before(module, _):
        if not inside:
            counter = FlopCounterMode(display=False)
            counter.__enter__()
            inside.extend((module, counter))

    def after(module, _, output):
        if inside and inside[0] is module:
            inside[1].__exit__(None, None, None)
            new = {id(p): p.numel() for p in module.parameters() if id(p) not in counted}
            counted.update(new)
            work = inside[1].get_total_flops() // 2  # it counts a multiply-add as two operations
            row = (
                tuple(output.shape[1:]),
                sum(new.values()),
                work,
                names[module],
                type(module).__name__,
            )
            rows.append(dict(zip(("output_shape", *COUNTED, *TEXTS), row, strict=True)))
            inside.clear()

    handles = []
    for module in model.modules():
        if isinstance(module, blocks) or not list(module.children()):
            handles.append(module.register_forward_pre_hook(before))
            handles.append(module.register_forward_hook(after))
    with torch.no_grad():
        model.eval()(torch.zeros(1, *input_shape))
    for handle in handles:
        handle.remove()
    return rows


def _case(
    words: str,
    formula: str,
    *shape: int,
    blocks: bool = False,
    public: bool = False,
    same: dict[str, str] | None = None,
) -> Case:
    arguments = formula, shape, blocks, same or {}
    return Case(f"{words}, input {shape}", arguments, use=count, public=public)


def _small(rng: np.random.Generator) -> Iterator[Case]:
    c, f = rng.choice([2, 3, 4, 5], 2, replace=False).tolist()
    h, w = rng.choice([6, 7, 8], 2, replace=False).tolist()
    dense = f * (h - 2) * (w - 1)
    yield _case(
        "a convolution, a ReLU and a dense layer",
        f"nn.Sequential(nn.Conv2d({c}, {f}, (3, 2)), nn.ReLU(), nn.Flatten(), "
        f"nn.Linear({dense}, 7))",
        *(c, h, w),
        public=True,
    )
    yield _case(
        "strides, padding, batch norm and no bias",
        f"nn.Sequential(nn.Conv2d({c}, {f}, 3, 2, 1, bias=False), nn.BatchNorm2d({f}), nn.ReLU(), "
        f"nn.MaxPool2d(2), nn.Conv2d({f}, 6, 1), nn.AdaptiveAvgPool2d(1))",
        *(c, 2 * h, 2 * w),
    )


def _groups(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(3, 6))
    yield _case(
        "groups",
        f"nn.Sequential(nn.Conv2d({2 * n}, {4 * n}, 3, groups=2), "
        f"nn.Conv2d({4 * n}, {4 * n}, (2, 3), groups={4 * n}), nn.Conv2d({4 * n}, {n}, 1), "
        f"nn.Conv2d({n}, 1, 3))",
        *(2 * n, 7, 8),
    )
    yield _case(
        "groups and strides",
        f"nn.Sequential(nn.Conv2d({3 * n}, {6 * n}, (3, 2), 2, 1, groups=3), nn.ReLU(), "
        f"nn.Conv2d({6 * n}, {2 * n}, 1, groups=2))",
        *(3 * n, 9, 8),
    )


def _blocks(rng: np.random.Generator) -> Iterator[Case]:
    c, f = rng.choice([2, 3, 4, 5], 2, replace=False).tolist()
    yield _case(
        "blocks",
        f"nn.Sequential(nn.Conv2d(1, {c}, 3), Block(nn.Conv2d({c}, {f}, 3, padding=1), nn.ReLU(), "
        f"nn.Conv2d({f}, {c}, 1)), nn.ReLU(), Block(nn.Conv2d({c}, 6, 2), nn.BatchNorm2d(6)))",
        *(1, 8, 9),
        blocks=True,
    )
    yield _case(
        "a block and a dense layer",
        f"nn.Sequential(Block(nn.Conv2d({c}, {f}, 2), nn.Conv2d({f}, {c}, 3, bias=False)), "
        f"nn.Flatten(), nn.Linear({c} * 5 * 4, 3))",
        *(c, 8, 7),
        blocks=True,
    )


def _shared(rng: np.random.Generator) -> Iterator[Case]:
    same = {"0": "2.0"}  # of a layer at two places, each name is right
    n = int(rng.integers(3, 9))
    yield _case(
        "a layer that runs twice",
        f"(lambda layer: nn.Sequential(layer, nn.ReLU(), nn.Sequential(layer), nn.Linear({n}, 2)))"
        f"(nn.Linear({n}, {n}))",
        n,
        same=same,
    )
    yield _case(
        "a layer that runs twice, another in between",
        f"(lambda layer: nn.Sequential(layer, nn.Linear({n}, {n}), nn.Sequential(layer)))"
        f"(nn.Linear({n}, {n}, bias=False))",
        n,
        same=same,
    )


def _transposed(rng: np.random.Generator) -> Iterator[Case]:
    c, f = rng.choice([2, 4, 6], 2, replace=False).tolist()
    yield _case(
        "a transposed convolution",
        f"nn.Sequential(nn.ConvTranspose2d({c}, {f}, (3, 2), 2, groups=2), nn.Conv2d({f}, 3, 2))",
        *(c, 4, 5),
    )
    yield _case(
        "two transposed convolutions",
        f"nn.Sequential(nn.ConvTranspose2d({f}, 3, 2), nn.ReLU(), nn.ConvTranspose2d(3, {c}, 3))",
        *(f, 5, 3),
    )


CHECK = FunctionCheck(
    key="07-efficient.layer_table",
    oracle=layer_table,
    parts=(
        Part(
            "layers and sizes",
            2,
            _small,
            only=("output shapes", "names", "types"),
            at_home=at_home.LAYERS_LISTED,
        ),
        Part("parameters", 2, _small, only=("parameters",), at_home=at_home.PARAMETERS),
        Part("multiply-adds", 2, _small, only=("multiply_adds",), at_home=at_home.MULTIPLY_ADDS),
        Part("groups", 1, _groups, at_home=at_home.GROUPS_COUNTED),
        Part("blocks", 1, _blocks, at_home=at_home.BLOCKS_COUNTED),
        Part("a layer that runs twice", 1, _shared, at_home=at_home.SHARED_COUNTED),
        Part("transposed", 1, _transposed, at_home=at_home.TRANSPOSED_COUNTED),
    ),
    reference=FunctionAnswer("reference", cnnlib.counting.layer_table),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    torch=True,
    # They have the formulas. Not the hooks, and not `summarise`, which reads descriptions alone.
    withheld=(
        "torch.utils.flop_counter.FlopCounterMode",
        "torch.autograd.profiler.profile",
    ),
)
