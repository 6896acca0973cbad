"""Answers to `forward_with_switches`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG005 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.activations import relu
from cnnlib.conv import conv2d
from cnnlib.pooling import max_pool2d

RECORDS = ("records", "options of the layers", "dtype and input")


@variant
def from_a_stack(x, layers):
    records, left = [], list(reversed(layers))
    while left:
        name, arguments = left.pop()
        records.append({"switches": None, "size": (x.shape[2], x.shape[3])})
        if name == "max_pool2d":
            x, records[-1]["switches"] = max_pool2d(x, return_indices=True, **arguments)
        else:
            x = conv2d(x, **arguments) if name == "conv2d" else np.maximum(x, 0)
    return x, records


@variant
def by_a_table(x, layers):
    functions = {
        "conv2d": lambda x, given: (conv2d(x, **given), None),
        "relu": lambda x, given: (relu(x), None),
        "max_pool2d": lambda x, given: max_pool2d(x, **given, return_indices=True),
    }
    values, switches = [x], []
    for name, given in layers:
        out, indices = functions[name](values[-1], given)
        values.append(out)
        switches.append(indices)
    sizes = [each.shape[2:] for each in values]
    return values[-1], [
        {"size": size, "switches": indices} for size, indices in zip(sizes, switches, strict=False)
    ]


@variant
def pools_twice(x, layers):
    records = []
    for name, given in layers:
        record = dict.fromkeys(("size", "switches"))
        record["size"] = x.shape[-2:]
        if name == "max_pool2d":
            record["switches"] = max_pool2d(x, **given, return_indices=True)[1]
            x = max_pool2d(x, **given)
        elif name == "relu":
            x = x * (x > 0)
        else:
            x = conv2d(x, **given)
        records += [record]
    return x, tuple(records)


@misconception(
    "You record the output size of each layer. The way back needs the input size, because several "
    "sizes are pooled to the same one.",
    loses=RECORDS,
)
def records_the_output_size(right, x, layers):
    out, records = right(x, layers)
    sizes = [record["size"] for record in records[1:]] + [out.shape[2:]]
    return out, tuple({**r, "size": size} for r, size in zip(records, sizes, strict=True))


@misconception(
    "You record the whole shape as the size. Record only height and width.",
    loses=RECORDS,
)
def records_the_whole_shape(right, x, layers):
    out, records = right(x, layers)
    return out, tuple({**r, "size": (*x.shape[:2], *r["size"])} for r in records)


@misconception(
    "Only the poolings have a record. Every layer needs one: a convolution is reversed to a size, "
    "too.",
    loses=RECORDS,
)
def records_the_poolings_only(right, x, layers):
    out, records = right(x, layers)
    return out, tuple(record for record in records if record["switches"] is not None)


@misconception(
    "The switches count through all channels of an image. They are positions in the map of one "
    "channel, as `max_pool2d` returns them.",
    loses=RECORDS,
)
def counts_through_the_channels(right, x, layers):
    out, records = right(x, layers)
    for record in records:
        if record["switches"] is not None:
            channels = np.arange(record["switches"].shape[1])[:, None, None]
            record["switches"] = record["switches"] + channels * int(np.prod(record["size"]))
    return out, tuple(records)


@misconception(
    "The records are in the order from the last layer to the first. Return them in the order of "
    "the layers; the way back reverses them.",
    loses=RECORDS,
)
def reverses_the_records(right, x, layers):
    out, records = right(x, layers)
    return out, tuple(records[::-1])


@misconception(
    "The ReLUs are recorded but not applied: negative numbers remain.",
    loses=("output", "records", "dtype and input"),
)
def does_not_rectify(right, x, layers):
    identity = ("max_pool2d", {"kernel_size": 1})
    out, records = right(x, [identity if layer[0] == "relu" else layer for layer in layers])
    for (name, _), record in zip(layers, records, strict=True):
        record["switches"] = None if name == "relu" else record["switches"]
    return out, tuple(records)


@misconception(
    "Stride, padding and the other options of the layers are ignored: pass all arguments of a "
    "layer to its function, with `**`.",
    loses=("records", "options of the layers", "dtype and input"),
)
def ignores_the_options(right, x, layers):
    kept = ("weight", "bias", "kernel_size")
    groups = [given.get("groups", 1) for _, given in layers]
    bare = [
        (name, {k: v for k, v in given.items() if k in kept} | ({"groups": g} if g > 1 else {}))
        for (name, given), g in zip(layers, groups, strict=True)
    ]
    out, records = right(x, bare)
    return out, tuple(records)


@misconception("You return float64 for float32.", loses=("dtype and input",))
def loses_the_dtype(right, x, layers):
    out, records = right(x, layers)
    return out.astype(np.float64), tuple(records)


@misconception(
    "The sizes are (width, height). A size is (height, width), as in the shape.",
    loses=RECORDS,
)
def swaps_height_and_width(right, x, layers):
    out, records = right(x, layers)
    return out, tuple({**record, "size": record["size"][::-1]} for record in records)


@misconception(
    "All records are the same dict, which ends as that of the last layer. Make a new one for each "
    "layer.",
    loses=RECORDS,
)
def appends_the_same_dict(right, x, layers):
    out, records = right(x, layers)
    return out, tuple(records[-1] for _ in records)


@misconception(
    "No switches are recorded: ask the max poolings for them, with `return_indices=True`.",
    loses=RECORDS,
)
def records_no_switches(right, x, layers):
    out, records = right(x, layers)
    return out, tuple({**record, "switches": None} for record in records)


@misconception(
    "The switches are those of a pooling without padding and other options. Ask for them with all "
    "the arguments of the layer: `max_pool2d(x, **arguments, return_indices=True)`.",
    loses=("options of the layers",),
)
def finds_switches_without_options(right, x, layers):
    out, records = right(x, layers)
    for number, (name, given) in enumerate(layers):
        if name == "max_pool2d":
            inside, _ = right(x, layers[:number]) if number else (x, ())
            kept = {k: v for k, v in given.items() if k in ("kernel_size", "stride")}
            records[number]["switches"] = right(inside, [(name, kept)])[1][0]["switches"]
    return out, tuple(records)
