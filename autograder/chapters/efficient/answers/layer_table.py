"""Answers to `layer_table`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import math

from torch import nn

from autograder.checks.answers import misconception, variant
from cnnlib.counting import row_modules, run_once


@variant
def work_within_a_row(model, input_shape, blocks=()):
    """Hook the modules with a cost; each row gets the operations added since the last row."""
    work, rows, known = [], [], set()

    def note(module, inputs, output):
        if isinstance(module, nn.Conv2d):
            c = module.in_channels // module.groups
            kernel = module.kernel_size[0] * module.kernel_size[1]
            work.append(output[0].numel() * c * kernel)
        elif isinstance(module, nn.ConvTranspose2d):
            f = module.out_channels // module.groups
            kernel = module.kernel_size[0] * module.kernel_size[1]
            work.append(inputs[0][0].numel() * f * kernel)
        elif isinstance(module, nn.Linear):
            work.append(module.in_features * module.out_features)

    def close(module, inputs, output):
        fresh = {id(p): p.numel() for p in module.parameters() if id(p) not in known}
        known.update(fresh)
        rows.append(
            {
                "name": names[id(module)],
                "type": module.__class__.__name__,
                "output_shape": tuple(output.shape)[1:],
                "parameters": sum(fresh.values()),
                "multiply_adds": sum(work),
            }
        )
        work.clear()

    found = list(row_modules(model, blocks))
    names = {id(module): name for name, module in found}
    handles = [module.register_forward_hook(note) for module in model.modules()]
    handles += [m.register_forward_hook(close) for m in {id(m): m for _, m in found}.values()]
    run_once(model, input_shape)
    for handle in handles:
        handle.remove()
    return rows


@variant
def one_hook_for_all(model, input_shape, blocks=()):
    total, before, rows, counted = 0, 0, [], []
    rowed = {module: name for name, module in row_modules(model, blocks)}

    def hook(module, args, output):
        nonlocal total, before
        kind = type(module).__name__
        if kind in ("Conv2d", "Linear"):
            total += math.prod(output.shape[1:]) * module.weight[0].numel()
        if kind == "ConvTranspose2d":
            total += math.prod(args[0].shape[1:]) * module.weight[0].numel()
        if module in rowed:
            parameters = 0
            for parameter in module.parameters():
                if not any(parameter is other for other in counted):
                    counted.append(parameter)
                    parameters += parameter.numel()
            values = rowed[module], kind, tuple(output.shape[1:]), parameters, total - before
            keys = "name", "type", "output_shape", "parameters", "multiply_adds"
            rows.append(dict(zip(keys, values, strict=True)))
            before = total

    handles = [module.register_forward_hook(hook) for module in model.modules()]
    try:
        run_once(model, input_shape)
    finally:
        for handle in handles:
            handle.remove()
    return rows


@variant
def calls_put_around(model, input_shape, blocks=()):
    """Record which layers ran, and count afterwards."""
    ran = []
    names = {module: name for name, module in row_modules(model, blocks)}
    handles = []
    for module in model.modules():
        handles.append(module.register_forward_hook(lambda *call: ran.append(call)))
    run_once(model, input_shape)
    for handle in handles:
        handle.remove()
    rows, work, counted = [], 0, set()
    for module, args, output in ran:
        if isinstance(module, nn.Conv2d | nn.Linear | nn.ConvTranspose2d):
            each = args[0] if isinstance(module, nn.ConvTranspose2d) else output
            work += each[0].numel() * module.weight.numel() // len(module.weight)
        if module in names:
            fresh = set(module.parameters()) - counted
            counted |= fresh
            row = {"name": names[module], "type": type(module).__name__}
            row["output_shape"] = tuple(output[0].shape)
            row["parameters"] = sum(p.numel() for p in fresh)
            row["multiply_adds"], work = work, 0
            rows.append(row)
    return rows


@misconception(
    "The multiply-adds do not count the size of the map: a kernel is used at every position.",
    loses=("multiply-adds", "groups", "blocks", "transposed"),
)
def counts_each_weight_once(right, model, *args, **given):
    rows = right(model, *args, **given)
    for row in rows:
        if len(row["output_shape"]) == 3:
            row["multiply_adds"] //= math.prod(row["output_shape"][1:])
    return rows


@misconception(
    "The groups make no difference: you assume that a kernel reads all `in_channels`. It reads "
    "those of its group, `weight.shape[1]` of them.",
    loses=("groups", "transposed"),
)
def ignores_groups(right, model, input_shape, blocks=()):
    rows = right(model, input_shape, blocks)
    groups = {name: getattr(module, "groups", 1) for name, module in row_modules(model, blocks)}
    for row in rows:
        row["multiply_adds"] *= groups[row["name"]]
    return rows


@misconception(
    "The groups of an ordinary convolution make no difference: you assume that a kernel reads all "
    "`in_channels`. It reads those of its group, `weight.shape[1]` of them.",
    loses=("groups",),
)
def ignores_groups_unless_transposed(right, model, input_shape, blocks=()):
    rows, modules = right(model, input_shape, blocks), dict(row_modules(model, blocks))
    for row in rows:
        if row["type"] == "Conv2d":
            row["multiply_adds"] *= modules[row["name"]].groups
    return rows


@misconception(
    "Biases are counted as multiply-adds. They are only additions, and are not counted.",
    loses=("multiply-adds", "groups", "blocks", "a layer that runs twice", "transposed"),
)
def counts_biases_as_work(right, model, input_shape, blocks=()):
    rows, modules = right(model, input_shape, blocks), dict(row_modules(model, blocks))
    for row in rows:
        bias = getattr(modules[row["name"]], "bias", None)
        if row["multiply_adds"] and bias is not None:
            row["multiply_adds"] += math.prod(row["output_shape"])
    return rows


@misconception(
    "The parameters leave the biases out.",
    loses=("parameters", "groups", "blocks", "a layer that runs twice", "transposed"),
)
def leaves_biases_out(right, model, input_shape, blocks=()):
    rows, modules = right(model, input_shape, blocks), dict(row_modules(model, blocks))
    for row in rows:
        named = modules[row["name"]].named_parameters()
        biases = sum(p.numel() for name, p in named if name.endswith("bias"))
        row["parameters"] = max(0, row["parameters"] - biases)
    return rows


@misconception(
    "The multiply-adds of a row include those of all rows before it: reset the sum for each row.",
    loses=("multiply-adds", "groups", "blocks", "a layer that runs twice", "transposed"),
)
def sums_up_without_end(right, *args, **given):
    total = 0
    rows = right(*args, **given)
    for row in rows:
        total += row["multiply_adds"]
        row["multiply_adds"] = total
    return rows


@misconception(
    "A layer that runs twice has its parameters in both rows. It is one layer with one set of "
    "weights, which count once.",
    loses=("a layer that runs twice",),
)
def counts_shared_weights_again(right, model, input_shape, blocks=()):
    rows, modules = right(model, input_shape, blocks), dict(row_modules(model, blocks))
    for row in rows:
        row["parameters"] = sum(p.numel() for p in modules[row["name"]].parameters())
    return rows


@misconception(
    "`blocks` makes no difference: a block is one row, with the multiply-adds of all its layers.",
    loses=("blocks",),
)
def ignores_blocks(right, model, input_shape, blocks=()):
    return right(model, input_shape)


@misconception(
    "The hooks are not removed: call `remove()` on what `register_forward_hook` returns, or every "
    "later run will be counted as well.",
    loses=("groups", "blocks", "a layer that runs twice", "transposed"),
)
def leaves_its_hooks(right, model, *args, **given):
    rows = right(model, *args, **given)
    for module in model.modules():
        module.register_forward_hook(lambda *_: None)
    return rows


@misconception(
    "Multiplications and additions are counted separately, so the multiply-adds are twice too "
    "many. A multiply-add counts once.",
    loses=("multiply-adds", "groups", "blocks", "a layer that runs twice", "transposed"),
)
def counts_two_operations(right, *args, **given):
    rows = right(*args, **given)
    for row in rows:
        row["multiply_adds"] *= 2
    return rows


@misconception(
    "Transposed convolutions cost nothing in your table. Each of their input numbers is multiplied "
    "by as many weights as it reaches.",
    loses=("transposed",),
)
def forgets_the_transposed(right, *args, **given):
    rows = right(*args, **given)
    for row in rows:
        if row["type"].startswith("ConvTranspose"):
            row["multiply_adds"] = 0
    return rows


@misconception(
    "The shapes have the batch, an axis of 1, in front. They are asked for without it.",
    loses=("layers and sizes", "groups", "blocks", "a layer that runs twice", "transposed"),
)
def keeps_the_batch_in_the_shapes(right, *args, **given):
    return [{**row, "output_shape": (1, *row["output_shape"])} for row in right(*args, **given)]


@misconception(
    "The names are those of the types. Asked for is where each layer is in the model, as "
    "`row_modules` gives it.",
    loses=("layers and sizes", "groups", "blocks", "a layer that runs twice", "transposed"),
)
def takes_types_for_names(right, *args, **given):
    return [{**row, "name": row["type"]} for row in right(*args, **given)]


@misconception(
    "Transposed convolutions are counted at the positions of their output. It is each number of "
    "their *input* that is multiplied by weights.",
    loses=("transposed",),
)
def counts_the_transposed_by_output(right, model, input_shape, blocks=()):
    rows, modules = right(model, input_shape, blocks), dict(row_modules(model, blocks))
    for row in rows:
        if row["type"].startswith("ConvTranspose"):
            weights = modules[row["name"]].weight.numel()
            row["multiply_adds"] = math.prod(row["output_shape"][1:]) * weights
    return rows


@misconception(
    "Transposed convolutions are counted as others are: each output number, times the weights in "
    "`weight[0]`. It is each number of their *input* that is multiplied by these.",
    loses=("transposed",),
)
def counts_the_transposed_like_others(right, model, input_shape, blocks=()):
    rows, modules = right(model, input_shape, blocks), dict(row_modules(model, blocks))
    for row in rows:
        if row["type"].startswith("ConvTranspose"):
            weights = modules[row["name"]].weight[0].numel()
            row["multiply_adds"] = math.prod(row["output_shape"]) * weights
    return rows


@misconception(
    "A block costs nothing in your table: its row has the multiply-adds of all layers inside it.",
    loses=("blocks",),
)
def forgets_what_is_in_a_block(right, model, input_shape, blocks=()):
    rows, modules = right(model, input_shape, blocks), dict(row_modules(model, blocks))
    for row in rows:
        if isinstance(modules[row["name"]], blocks):
            row["multiply_adds"] = 0
    return rows


@misconception(
    "A layer that is at two places of the model has two hooks, so that each run adds two rows. "
    "Register one hook for each module.",
    loses=("a layer that runs twice",),
)
def hooks_a_shared_layer_twice(right, model, input_shape, blocks=()):
    found, rows = list(row_modules(model, blocks)), []
    modules = dict(found)
    for row in right(model, input_shape, blocks):
        names = [name for name, module in found if module is modules[row["name"]]]
        rows += [{**row, "name": name, "parameters": 0} for name in names]
        rows[-len(names)]["parameters"] = row["parameters"]
    return rows
