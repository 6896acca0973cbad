"""What feedback shows to try at home in chapter 6, where that is more than one call.

Of what is drawn at random, the lines give a property. Frequencies are rounded: those of right
answers are five standard deviations or more away from where they would be rounded otherwise.
"""

from autograder.checks.at_home import FILL

__all__ = [
    "CARE_OF_CROPS",
    "CROP_PLACES",
    "CROP_WINDOWS",
    "ERASED_AREAS",
    "ERASED_IN_FLOAT32",
    "ERASED_NOISE",
    "ERASED_OFTEN",
    "ERASED_RECTANGLES",
    "FLIPPED_ALWAYS",
    "FLIPPED_EACH",
    "FLIPPED_OFTEN",
    "FLIPPED_PIXELS",
    "MASKS",
    "PADDED_CROPS",
    "TRAINING",
    "of_two_arrays",
    "steps",
    "with_rates",
]

GRADIENTS = "[1.0, 2.0]", "[2.0, -1.0]", "[-3.0, 1.0]"
PARAMETERS = 'optimizer.parameters["w"]'


def steps(make: str, count: int = 3, last: str = PARAMETERS, dtype: str = "") -> str:
    """Return lines that take steps of an optimiser.

    Parameters
    ----------
    make : str
        How it is made, as in ``"SGD({'w': w}, lr=0.5)"``.
    last : str
        The expression to compare.
    dtype : str
        Of the arrays, if it is not float64.
    """
    given = f", dtype=np.{dtype}" if dtype else ""
    return f"""
        w = np.array([4.0, -2.0]{given})
        optimizer = {make}
        for gradient in [{", ".join(GRADIENTS[:count])}]:
            g = np.array(gradient{given})
            optimizer.step({{"w": g}})
        {last}
        """


def with_rates(make: str) -> str:
    """Return lines that set the learning rate before each step."""
    return f"""
        w = np.array([4.0, -2.0])
        optimizer = {make}
        for lr in [0.5, 0.25, 0.125]:
            optimizer.lr = lr
            optimizer.step({{"w": np.array([1.0, 2.0])}})
        {PARAMETERS}
        """


def of_two_arrays(make: str) -> str:
    """Return lines that take steps of two arrays, ``a`` and ``b``."""
    return f"""
        a, b = np.array([4.0, -2.0]), np.array([1.0, 3.0])
        optimizer = {make}
        for _ in range(3):
            g, h = np.array([1.0, 2.0]), np.array([-2.0, 0.5])
            optimizer.step({{"a": g, "b": h}})
        optimizer.parameters
        """


def _sharing(call: str) -> tuple[str, str]:
    """Return lines about the generator: it draws anew in each call, and a seed gives the same."""
    call = call.strip()
    return (
        f"""
        x = np.arange(1.0, 25).reshape(4, 1, 2, 3)
        rng = np.random.default_rng(3)
        draws = [{call} for _ in range(40)]
        all((draw == draws[0]).all() for draw in draws)
        """,
        f"""
        x = np.arange(1.0, 25).reshape(4, 1, 2, 3)
        rng = np.random.default_rng(3)
        draws = [{call} for _ in range(40)]
        rng = np.random.default_rng(3)
        again = [{call} for _ in range(40)]
        all((draw == other).all() for draw, other in zip(draws, again))
        """,
    )


FLIPPED_ALWAYS = (
    """
    x = np.arange(1.0, 7).reshape(1, 1, 2, 3)
    random_horizontal_flip(x, 1.0, rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 2, 1, 3)
    random_horizontal_flip(x, 1.0, rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 1, 2, 3)
    random_horizontal_flip(x, 0.0, rng=np.random.default_rng(3))
    """,
)
FLIPPED_EACH = (
    """
    x = np.arange(1.0, 1201).reshape(100, 2, 2, 3)
    y = random_horizontal_flip(x, rng=np.random.default_rng(3))
    same = (y == x).all(axis=(1, 2, 3))
    mirrored = (y == x[..., ::-1]).all(axis=(1, 2, 3))
    {
        "same or mirrored": int((same | mirrored).sum()),
        "some of each": bool(same.any() and mirrored.any()),
    }
    """,
)
FLIPPED_OFTEN = (
    *(
        f"""
    x = np.arange(8000.0).reshape(4000, 1, 1, 2)
    y = random_horizontal_flip(x, {p}rng=np.random.default_rng(3))
    round(float((y != x).any(axis=(1, 2, 3)).mean()), 1)
    """
        for p in ("", "0.2, ", "0.8, ")
    ),
    *_sharing("random_horizontal_flip(x, rng=rng)"),
)
FLIPPED_PIXELS = tuple(
    f"""
    x = np.array([[[[7]]], [[[9]]]], dtype=np.{dtype})
    random_horizontal_flip(x, rng=np.random.default_rng(3))
    """
    for dtype in ("float32", "uint8", "float64")
)

PADDED_CROPS = (
    """
    x = np.arange(1.0, 7).reshape(1, 1, 2, 3)
    random_crop(x, (4, 5), 1, rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 1, 2, 3)
    random_crop(x, (2, 7), (0, 2), rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 1, 2, 3)
    random_crop(x, (2, 3), rng=np.random.default_rng(3))
    """,
)
CARE_OF_CROPS = tuple(
    f"""
    x = np.arange(1, 5, dtype=np.{dtype}).reshape(1, 1, 2, 2)
    random_crop(x, 2, rng=np.random.default_rng(3))
    """
    for dtype in ("float32", "uint8", "float64")
)
CROP_WINDOWS = tuple(
    f"""
    x = np.arange(96.0).reshape(4, 2, 3, 4)
    y = random_crop(x, {size}, rng=np.random.default_rng(3))
    {{"image": y[:, 0, 0, 0] // 24, "steps": y - y[:, :1, :1, :1]}}
    """
    for size in ("2", "(2, 1)", "(1, 3)")
)
CROP_PLACES = (
    # Six places; one that is drawn with probability 1/6 is missing once in 10^15 times.
    """
    x = np.arange(1.0, 13).reshape(1, 1, 3, 4).repeat(200, axis=0)
    y = random_crop(x, 2, rng=np.random.default_rng(3))
    np.unique(y[:, 0, 0, 0])
    """,
    """
    x = np.arange(1.0, 13).reshape(1, 1, 3, 4)
    rng = np.random.default_rng(3)
    np.unique([random_crop(x, 2, rng=rng)[0, 0, 0, 0] for _ in range(200)])
    """,
    """
    x = np.arange(1.0, 3).reshape(1, 1, 1, 2).repeat(200, axis=0)
    y = random_crop(x, 2, (1, 0), rng=np.random.default_rng(3))
    np.unique(y[:, 0], axis=0)
    """,
    *(
        f"""
    x = np.arange(5.0).reshape(1, 1, {shape}).repeat(4000, axis=0)
    y = random_crop(x, 1, rng=np.random.default_rng(3))
    np.round(np.bincount(y.ravel().astype(int), minlength=5) / 4000, 1)
    """
        for shape in ("1, 5", "5, 1")
    ),
    *_sharing("random_crop(x, (1, 2), rng=rng)"),
)

ERASED_OFTEN = (
    *(
        f"""
    x = np.zeros((4000, 1, 6, 6))
    rng = np.random.default_rng(3)
    y = random_erasing(x, {p}scale=(0.2, 0.3), rng=rng)
    round(float((y != x).any(axis=(1, 2, 3)).mean()), 1)
    """
        for p in ("", "p=0.2, ", "p=0.0, ")
    ),
    *_sharing("random_erasing(x, 0.5, (0.4, 0.6), rng=rng)"),
)
_ERASED = """
    x = np.zeros((200, 2, 6, 8))
    rng = np.random.default_rng(3)
    y = random_erasing(x, p=1.0, scale=(0.2, 0.3), rng=rng)
    rows = (y != x).any(axis=(1, 3))
    columns = (y != x).any(axis=(1, 2))
    """
ERASED_RECTANGLES = (
    f"""{_ERASED.rstrip()}
    sizes = 2 * rows.sum(axis=1) * columns.sum(axis=1)
    int(((y != x).sum(axis=(1, 2, 3)) == sizes).sum())
    """,
    f"""{_ERASED.rstrip()}
    {{
        "rows reached": rows.any(axis=0).astype(int),
        "columns reached": columns.any(axis=0).astype(int),
        "different places": len(np.unique((y != x)[:, 0], axis=0)) > 10,
    }}
    """,
)
_SIZES = """
    y = random_erasing(
        x, p=1.0, scale={scale}, ratio={ratio}, rng=rng
    )
    height = (y != x).any(axis=(1, 3)).sum(axis=1)
    width = (y != x).any(axis=(1, 2)).sum(axis=1)
    """.strip()
ERASED_AREAS = (
    f"""
    x = np.zeros((20, 1, 10, 10))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.1344, 0.1344)", ratio="(0.762, 0.762)")}
    {{"heights": np.unique(height), "widths": np.unique(width)}}
    """,
    f"""
    x = np.zeros((300, 1, 32, 32))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.1, 0.5)", ratio="(1.0, 1.0)")}
    round(float((height * width).mean()) / 32**2, 1)
    """,
    f"""
    x = np.zeros((300, 1, 32, 32))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.2, 0.2)", ratio="(0.2, 3.8)")}
    round(float((height / width).mean()))
    """,
    f"""
    x = np.zeros((300, 1, 20, 20))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.5, 0.8)", ratio="(0.2, 5.0)")}
    area = height * width
    bool((area[area > 0] < 0.4 * 20**2).any())
    """,
)
ERASED_IN_FLOAT32 = (
    """
    x = np.zeros((1, 1, 2, 2), dtype=np.float32)
    0 * random_erasing(x, p=1.0, rng=np.random.default_rng(3))
    """,
)
ERASED_NOISE = (
    """
    x = np.full((1000, 1, 8, 8), 3.0)
    rng = np.random.default_rng(3)
    y = random_erasing(x, p=1.0, scale=(0.2, 0.3), rng=rng)
    noise = y[y != x]
    {"mean": abs(round(noise.mean(), 1)), "std": round(noise.std(), 1)}
    """,
    """
    x = np.full((20, 2, 8, 8), 3.0)
    rng = np.random.default_rng(3)
    y = random_erasing(x, p=1.0, scale=(0.2, 0.3), rng=rng)
    noise = y[y != x]
    different = len(np.unique(noise)) == len(noise)
    {"all different": different, "some zero": 0 in noise}
    """,
)

MASKS = (
    """
    dropout_mask((3, 2), 0.0, np.random.default_rng(3))
    """,
    """
    mask = dropout_mask((4000,), 0.2, np.random.default_rng(3))
    round(float(mask.mean()), 1)
    """,
    """
    mask = dropout_mask((40, 30), 0.5, np.random.default_rng(3))
    {
        "equal rows": bool((mask == mask[:1]).all()),
        "equal columns": bool((mask == mask[:, :1]).all()),
    }
    """,
    """
    rng = np.random.default_rng(3)
    counts = [int(dropout_mask((400,), 0.5, rng).sum()) for _ in range(40)]
    len(set(counts)) == 1
    """,
    """
    first = dropout_mask((400,), 0.5, np.random.default_rng(3))
    second = dropout_mask((400,), 0.5, np.random.default_rng(3))
    bool((first == second).all())
    """,
)

_HEAD = f"""
    import torch
    from torch import nn
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    {FILL.format("model").strip().replace(chr(10), chr(10) + "    ")}
    x, y = np.arange(48.0).reshape(12, 1, 2, 2) ** 2, np.arange(12) % 2
    x_val, y_val = x[:3] + 50, np.array([0, 0, 1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    """.rstrip()
_CALL = """
    history = train_best(
        model, (x, y), (x_val, y_val), optimizer,
        epochs={epochs}, batch_size={batch}, rng=np.random.default_rng(3){more},
    )
    """.rstrip()


def _training(watch: str, last: str, epochs: int = 2, batch: int = 12, more: str = "") -> str:
    call = _CALL.format(epochs=epochs, batch=batch, more=more)
    watched = f"\n    {watch}" if watch else ""
    return f"{_HEAD}{watched}{call}\n    {last}\n"


_WATCH = """
    seen = []
    def watch(m, given, out):
        seen.append({})
    model.register_forward_hook(watch)
    """.strip()
_ROUNDED = "{{name: round(value, 4) for name, value in history[{}].items()}}"
_BIASES = """plan = [[0.0, 9e9], [9e9, 0.0], [8e9, 0.0], [0.0, 8e9]]
    optimizer.register_step_post_hook(
        lambda *_: model[1].bias.data.copy_(torch.tensor(plan.pop(0)))
    )"""
# Lines for each part of the training loop, by its name.
TRAINING = {
    "standardisation": (
        _training(
            _WATCH.format("(m.training, given[0].clone())"),
            "images = np.concatenate([x for training, x in seen if training])\n"
            "    np.sort(images, axis=0)[:, 0, 0]",
            epochs=1,
        ),
        _training(
            _WATCH.format("(m.training, given[0].clone())"),
            "np.concatenate([x for training, x in seen if not training])[:, 0, 0]",
            epochs=1,
        ),
        _training("before = x.copy(), x_val.copy()", "x - before[0]", epochs=1),
    ),
    "augmentation": (
        _training(
            _WATCH.format("(m.training, bool(given[0].any()))"),
            "np.array(sorted(set(seen)))",
            more=",\n        augment=lambda images, rng: 0 * images",
        ),
        _training(
            _WATCH.format("(m.training, bool(given[0].any()))"),
            "np.array(sorted(set(seen)))",
        ),
    ),
    "order and batches": (
        _training(
            _WATCH.format("m.training * len(out)"),
            "np.array([size for size in seen if size])",
            batch=5,
        ),
        _training(
            _WATCH.format("given[0][:, 0, 0, 0].tolist() * m.training"),
            "len({number for numbers in seen for number in numbers})",
        ),
        _training(
            _WATCH.format("given[0][:, 0, 0, 0].tolist() * m.training"),
            "orders = [numbers for numbers in seen if numbers]\n"
            "    in_order = sorted(orders[0])\n"
            '    {"same": orders[0] == orders[1], "in order": orders[0] == in_order}',
        ),
    ),
    "modes": (
        _training(
            _WATCH.format("(m.training, torch.is_grad_enabled())"),
            "np.array(sorted(set(seen)))",
        ),
        _training(_WATCH.format("(1 - m.training) * len(out)"), "sum(seen)"),
    ),
    "steps": (
        _training(
            "seen = []\n"
            "    optimizer.register_step_pre_hook(\n"
            "        lambda *_: seen.append(model[1].bias.grad.clone())\n"
            "    )",
            "np.stack(seen)",
        ),
        _training(
            "seen = []\n    optimizer.register_step_pre_hook(lambda *_: seen.append(1))",
            "len(seen)",
            batch=5,
        ),
    ),
    "history": (
        _training("", _ROUNDED.format(0), epochs=1),
        _training("", _ROUNDED.format(1), batch=5),
    ),
    "best state": (_training(_BIASES, "model[1].bias.detach().numpy()", epochs=4),),
}
