"""One slip for each function that undoes one: a wrong function, a right one, and arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.grading.repair import arrays, calls, expressions, numbers, statements

__all__ = ["SLIPS", "Slipped"]

RNG = np.random.default_rng(3)
SQUARE, ROWS, IMAGES = (RNG.standard_normal(shape) for shape in ((3, 3), (2, 3), (2, 3, 4, 5)))
VECTOR, OTHER = RNG.standard_normal((2, 3))


@dataclass(frozen=True)
class Slipped:
    """A function with one slip.

    Attributes
    ----------
    undo : callable
        The function that should undo it.
    wrong : str
        The lines of a function ``f``, the first with its parameters.
    right : callable
        Returns what would be right.
    arguments : tuple
        Some calls.
    """

    undo: Callable[..., Any]
    wrong: str
    right: Callable[..., Any]
    arguments: tuple[tuple[Any, ...], ...]


SLIPS = [
    Slipped(
        expressions.partner,
        "f(x):\n    h, w = x.shape\n    return np.zeros((h, h))",
        np.zeros_like,
        ((ROWS,),),
    ),
    Slipped(
        expressions.name_of_other_group,
        "f(n, m):\n    kh, kw = n\n    sh, sw = m\n    return kh // kh, kw // sw",
        lambda n, m: (n[0] // m[0], n[1] // m[1]),
        (((7, 9), (2, 3)), ((8, 3), (3, 1))),
    ),
    Slipped(
        expressions.similar_name,
        "f(grad, x):\n    out = grad.copy()\n    out[x < 0] = 2 * x[x < 0]\n    return out",
        lambda grad, x: np.where(x < 0, 2 * grad, grad),
        ((VECTOR, OTHER), (OTHER, VECTOR)),
    ),
    Slipped(
        expressions.any_name,
        "f(x, n, m):\n    a, b = n + 1, m + 2\n    return x * b, a",
        lambda x, n, m: (x * (n + 1), n + 1),  # noqa: ARG005
        ((2, 3, 4),),
    ),
    Slipped(
        expressions.exchanged_far,
        "f(x):\n    w, h = x.shape\n    return np.zeros((h, w))",
        np.zeros_like,
        ((ROWS,),),
    ),
    Slipped(
        expressions.name_for_number,
        "f(x):\n    out = 0\n    for number in range(len(x)):\n        out += x[0]\n    return out",
        sum,
        (([2.0, 3.0],), ([5.0, 1.0, 1.0],)),
    ),
    Slipped(
        expressions.exchanged, "f(x, y):\n    return y - x", np.subtract, ((3, 5), (VECTOR, OTHER))
    ),
    Slipped(
        expressions.exchanged_far,
        "f(x):\n    return x.transpose(2, 1, 0, 3)",
        lambda x: x.transpose(3, 1, 0, 2),
        ((IMAGES,),),
    ),
    Slipped(
        expressions.another_operator, "f(n, k):\n    return n + k", lambda n, k: n - k, ((5, 2),)
    ),
    Slipped(
        expressions.another_operator,
        "f(n):\n    return n if n < 3 else 0",
        lambda n: n if n <= 3 else 0,
        ((3,), (2,)),
    ),
    Slipped(
        expressions.one_operand, "f(n, p):\n    return n + 2 * p", lambda n, p: n + p, ((4, 3),)
    ),
    Slipped(
        expressions.bool_of_part,
        "f(a, b):\n    return 1 if a > 0 and b > 0 else 0",
        lambda a, b: int(a > 0),  # noqa: ARG005
        ((1, 0), (0, 1)),
    ),
    Slipped(
        expressions.above_zero,
        "f(x, i, j):\n    if i < 3 and j < 3:\n        return x[i, j]\n    return 0",
        lambda x, i, j: x[i, j] if min(i, j) >= 0 else 0,
        ((SQUARE, -1, 2), (SQUARE, 2, -1), (SQUARE, 1, 1)),
    ),
    Slipped(expressions.sign, "f(x):\n    return -x", lambda x: x, ((3,),)),
    Slipped(expressions.negated, "f(x):\n    return abs(x)", lambda x: -abs(x), ((3,), (-2,))),
    Slipped(
        expressions.other_condition,
        "f(x, on):\n    if on:\n        return 0 * x\n    return x",
        lambda x, on: x if on else 0 * x,
        ((3, True), (3, False)),
    ),
    Slipped(
        expressions.one_branch,
        "f(x, on):\n    return 0 if on else x",
        lambda x, on: x if on else 0,
        ((3, True), (3, False)),
    ),
    Slipped(
        expressions.regrouped,
        "f(a, b, c):\n    return a - b - c",
        lambda a, b, c: a - (b - c),
        ((7, 3, 2),),
    ),
    Slipped(
        expressions.regrouped,
        "f(v, eps):\n    return np.sqrt(v) + eps",
        lambda v, eps: np.sqrt(v + eps),
        ((4.0, 0.5),),
    ),
    Slipped(
        numbers.by_one, "f(n):\n    return list(range(n))", lambda n: list(range(n + 1)), ((3,),)
    ),
    Slipped(
        numbers.rounded, "f(n, s):\n    return n // s", lambda n, s: -(-n // s), ((7, 2), (8, 2))
    ),
    Slipped(numbers.rounded, "f(n):\n    return round(n / 2)", lambda n: n // 2, ((3,), (7,))),
    Slipped(numbers.another_constant, "f(n):\n    return 2 * n", lambda n: 3 * n, ((5,),)),
    Slipped(numbers.another_float, "f(x):\n    return 0.9 * x", lambda x: (1 - 0.9) * x, ((5.0,),)),
    Slipped(
        numbers.the_other_truth,
        "f(x):\n    return x.sum(1, keepdims=False)",
        lambda x: x.sum(1, keepdims=True),
        ((ROWS,),),
    ),
    Slipped(numbers.doubled, "f(n, p):\n    return n + p", lambda n, p: n + 2 * p, ((5, 3),)),
    Slipped(numbers.root, "f(x, v):\n    return x / v", lambda x, v: x / v**0.5, ((5.0, 4.0),)),
    Slipped(
        numbers.square_of_pair,
        "f(x):\n    h, w = x.shape\n    return x / h ** 2",
        lambda x: x / x.size,
        ((ROWS,),),
    ),
    Slipped(
        numbers.scaled_by_parameter,
        "f(x, scale):\n    return x + 1",
        lambda x, scale: (x + 1) * scale,
        ((VECTOR, 3.0),),
    ),
    Slipped(
        numbers.times_a_number,
        "f(x):\n    n = len(x)\n    return (x * x).sum() if n else 0",
        lambda x: (x * x).mean(),
        ((VECTOR,), (OTHER[:2],)),
    ),
    Slipped(
        numbers.missing_term,
        "f(x):\n    m = x.max()\n    return 2 * x if m else x",
        lambda x: 2 * x - x.max(),
        ((VECTOR,),),
    ),
    Slipped(
        numbers.with_unused, "f(n, p):\n    return n * 3", lambda n, p: (n + 2 * p) * 3, ((5, 2),)
    ),
    Slipped(
        numbers.divided,
        "f(n, m, groups):\n    return n * m + 0 * groups",
        lambda n, m, groups: n // groups * m,
        ((6, 4, 3), (8, 3, 2)),
    ),
    Slipped(
        arrays.another_axis, "f(x):\n    return x.sum(axis=0)", lambda x: x.sum(1), ((SQUARE,),)
    ),
    Slipped(
        arrays.another_axis,
        "f(x):\n    axes = (0, 2)\n    return x.sum(axes)",
        lambda x: x.sum((0, 2, 3)),
        ((IMAGES,),),
    ),
    Slipped(arrays.kept_axes, "f(x):\n    return x.sum()", lambda x: x.sum(0), ((ROWS,),)),
    Slipped(
        arrays.kept_axes,
        "f(x):\n    return x - x.max(1)",
        lambda x: x - x.max(1, keepdims=True),
        ((SQUARE,),),
    ),
    Slipped(
        arrays.transposed,
        "f(x, y):\n    return x @ y",
        lambda x, y: x @ y.T,
        ((SQUARE, SQUARE + 1),),
    ),
    Slipped(
        arrays.transposed,
        "f(x):\n    y = np.tensordot(x, np.eye(3), axes=(1, 1))\n    return y.reshape(x.shape)",
        lambda x: x,
        ((IMAGES,),),
    ),
    Slipped(arrays.untransposed, "f(x):\n    return x.T + 0", lambda x: x, ((SQUARE,),)),
    Slipped(arrays.flipped, "f(x):\n    return x + 0", lambda x: x[::-1], ((VECTOR,),)),
    Slipped(arrays.flipped, "f(x):\n    return x[::-1, :]", lambda x: x[::-1, ::-1], ((SQUARE,),)),
    Slipped(arrays.flipped_whole, "f(x):\n    return x[::-1]", np.flip, ((SQUARE,), (VECTOR,))),
    Slipped(arrays.less_flipped, "f(x):\n    return x[::-1] + 0", lambda x: x, ((VECTOR,),)),
    Slipped(
        arrays.less_flipped, "f(x):\n    return x[::-1, ::-1]", lambda x: x[:, ::-1], ((SQUARE,),)
    ),
    Slipped(
        arrays.reshaped,
        "f(x):\n    n, m = x.shape\n    return x.reshape(-1, n).T",
        lambda x: x.reshape(len(x), -1),
        ((ROWS,),),
    ),
    Slipped(
        arrays.reshaped,
        "f(x):\n    c, n, h, w = x.shape\n    return x.reshape(n, c, h, w)",
        lambda x: x.swapaxes(0, 1),
        ((IMAGES,),),
    ),
    Slipped(
        arrays.another_letter,
        'f(x):\n    return np.einsum("ij->ij", x)',
        lambda x: x.T,
        ((SQUARE,),),
    ),
    Slipped(
        arrays.to_index,
        "f(x):\n    out = 0 * x\n    for i in range(3):\n        out[i] = x[:, 1]\n    return out",
        lambda x: np.stack([x[i, 1] + 0 * x[i] for i in range(len(x))]),
        ((SQUARE,),),
    ),
    Slipped(
        arrays.block_of_channels,
        "f(x):\n    g, n, size = 1, 3, 2\n    return x[g::n]",
        lambda x: x[2:4],
        ((np.arange(6),),),
    ),
    Slipped(
        calls.another_function, "f(x):\n    return np.sum(x, 0)", lambda x: x.mean(0), ((ROWS,),)
    ),
    Slipped(
        calls.another_word,
        'f(x):\n    return np.pad(x, 1, mode="edge")',
        lambda x: np.pad(x, 1),
        ((VECTOR,),),
    ),
    Slipped(calls.unwrapped, "f(x):\n    return np.abs(x) + 1", lambda x: x + 1, ((VECTOR,),)),
    Slipped(
        calls.unwrapped, "f(x):\n    return (x + 1).astype(int)", lambda x: x + 1, ((VECTOR,),)
    ),
    Slipped(
        calls.like_its_neighbour,
        "f(x, y):\n    return [np.abs(x), y]",
        lambda x, y: [np.abs(x), np.abs(y)],
        ((VECTOR, OTHER),),
    ),
    Slipped(
        calls.fewer_arguments,
        "f(x):\n    return np.sum(x, axis=0)",
        np.sum,
        ((ROWS,),),
    ),
    Slipped(
        calls.passed_on,
        "f(x, base=2):\n    return helper(x)",
        lambda x, base=2: int(x, base),
        (("11", 2), ("101", 3)),
    ),
    Slipped(
        calls.copied,
        "f(x):\n    out = x\n    out[0] = 0\n    return out + x",
        lambda x: x + np.array([0, *x[1:]]),
        ((VECTOR,),),
    ),
    Slipped(
        statements.exchanged_pairs,
        "f(s, d):\n    sh, sw = s\n    dh, dw = d\n    return sh + 2 * dh, sw + 2 * dw",
        lambda s, d: (d[0] + 2 * s[0], d[1] + 2 * s[1]),
        (((1, 2), (3, 5)),),
    ),
    Slipped(
        statements.exchanged_directions,
        "f(s, d):\n    sh, sw = s\n    dh, dw = d\n    return sh - 2 * dw, 1",
        lambda s, d: (s[1] - 2 * d[0], 1),
        (((1, 2), (3, 5)),),
    ),
    Slipped(
        statements.another_assignment,
        "f(x):\n    out = 0\n    for number in x:\n        out = number\n    return out",
        sum,
        (([1, 2, 4],),),
    ),
    Slipped(
        statements.another_assignment,
        "f(x):\n    out = 7\n    out += x\n    return out",
        lambda x: x,
        ((3,),),
    ),
    Slipped(
        statements.nested_the_other_way,
        "f(n, m):\n    return [(i, j) for j in range(m) for i in range(n)]",
        lambda n, m: [(i, j) for i in range(n) for j in range(m)],
        ((2, 3),),
    ),
    Slipped(
        statements.left_out,
        "f(x):\n    y = x + 1\n    y *= 2\n    return y",
        lambda x: x + 1,
        ((3,),),
    ),
    Slipped(
        statements.cut_to_nothing,
        "f(x, p):\n    return x[p:-p]",
        lambda x, p: x[p : len(x) - p],
        ((VECTOR, 0), (VECTOR, 1)),
    ),
    Slipped(
        statements.same_axis,
        "f(x):\n    y = x - x.max(axis=0)\n    return y / y.sum(axis=0)",
        lambda x: (
            (x - x.max(1, keepdims=True)) / (x - x.max(1, keepdims=True)).sum(1, keepdims=True)
        ),
        ((ROWS,),),
    ),
    Slipped(
        statements.moved_out_of_loop,
        "f(x):\n    out = 0\n    for n in x:\n        out += n\n        out += 10\n    return out",
        lambda x: sum(x) + 10,
        (([1, 2, 4],),),
    ),
    Slipped(
        statements.moved_out_of_loop,
        "f(x):\n    for n in x:\n        out = 0\n        out += n\n    return out",
        sum,
        (([1, 2, 4],),),
    ),
    Slipped(
        statements.moved_into_loop,
        "f(x):\n    out, sums = 0, []\n    total = 0\n    for row in x:\n        for n in row:\n"
        "            total += n\n        sums.append(total)\n    return sums",
        lambda x: list(x.sum(1)),
        ((np.arange(6).reshape(2, 3),),),
    ),
    Slipped(
        statements.moved_into_loop,
        "f(x):\n    out = 0\n    for n in x:\n        out += n\n    out *= 2\n    return out",
        lambda x: 2 * (2 * (2 * x[0] + x[1]) + x[2]),
        (([1, 2, 4],),),
    ),
    Slipped(
        statements.out_of_order,
        "f(n):\n    out, step = 0, 1\n    for _ in range(n):\n        step *= 2\n"
        "        out += step\n    return out",
        lambda n: 2**n - 1,
        ((3,), (4,)),
    ),
    Slipped(
        statements.changes_argument,
        "f(x):\n    x[0] = 0\n    return x",
        lambda x: np.array([0, *x[1:]]),
        ((VECTOR,),),
    ),
]
