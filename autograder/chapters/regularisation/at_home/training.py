"""Lines for `train_best`, by the name of the part."""

from autograder.checks.at_home import FILL

__all__ = ["TRAINING"]

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
