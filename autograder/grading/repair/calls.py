"""Slips in calls: each function undoes one, and yields what may belong in a node's place."""

import ast
from collections.abc import Iterator

from autograder.grading.repair.names import Names, name_of

__all__ = [
    "another_function",
    "another_word",
    "copied",
    "fewer_arguments",
    "like_its_neighbour",
    "passed_on",
    "unwrapped",
]

# Functions and words that are taken for each other.
FUNCTIONS = (
    ("sum", "mean", "prod"),
    ("max", "min", "sum", "mean"),
    ("amax", "amin"),
    ("argmax", "argmin"),
    ("maximum", "minimum", "add"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("var", "std"),
    ("any", "all"),
    ("vstack", "hstack"),
    ("repeat", "tile"),
    ("mean", "median"),
    ("exp", "log"),
    ("log", "log1p", "log2", "log10"),
    ("rot90", "flip", "flipud", "fliplr"),
    ("triu", "tril"),
    ("sign", "abs"),
    ("sin", "cos"),
    ("greater", "less"),
    ("MaxPool2d", "AvgPool2d"),
    ("normal", "uniform"),
    ("eigh", "svd"),
)
WORDS = (
    ("constant", "edge", "reflect", "symmetric", "wrap"),
    ("C", "F"),
    ("full", "same", "valid"),
    ("mean", "sum", "none"),
    ("ij", "xy"),
    ("left", "right"),
)
SHAPING = {"reshape", "transpose", "swapaxes", "ravel", "flatten", "astype", "copy", "squeeze"}
BUILTIN = {"range", "len", "int", "float", "tuple", "list", "zip", "enumerate", "min", "max", "sum"}


def another_function(names: Names, node: ast.AST) -> Iterator[str]:
    """Another function of the same kind."""
    match node:
        case ast.Call(ast.Name() | ast.Attribute() as function):
            own = function.id if isinstance(function, ast.Name) else function.attr
            before = names.code[function].removesuffix(own)
            arguments = names.code[node][len(names.code[function]) :]
            for family in FUNCTIONS:
                if own in family:
                    yield from (f"{before}{one}{arguments}" for one in family if one != own)


def another_word(names: Names, node: ast.AST) -> Iterator[str]:  # noqa: ARG001
    """Another string of those that an argument may be."""
    match node:
        case ast.Constant(str() as word):
            for family in WORDS:
                if word in family:
                    yield from (repr(other) for other in family if other != word)


def unwrapped(names: Names, node: ast.AST) -> Iterator[str]:
    """A call that does not belong there."""
    match node:
        case ast.Call(ast.Attribute(value, _)) if _module(value) is None:
            yield names.code[value]
        case ast.Call(ast.Name(name) | ast.Attribute(attr=name), [first, *_]):
            if name not in {"range", "enumerate"} and not isinstance(first, ast.Starred):
                yield names.code[first]


def _module(value: ast.expr) -> str | None:
    """Return the name of the module whose function is called, if it is one."""
    text = ast.unparse(value)
    return text if text in {"np", "nn", "F", "torch", "math", "numpy", "np.random"} else None


def like_its_neighbour(names: Names, node: ast.AST) -> Iterator[str]:
    """A call that is missing, where a neighbour has it."""
    match names.code.parents.get(node):
        case ast.Tuple(elements) | ast.List(elements) | ast.Call(_, elements) if node in elements:
            for other in elements:
                match other:
                    case ast.Call(function, [_], []) if other is not node:
                        yield f"{names.code[function]}({names.code[node]})"


def fewer_arguments(names: Names, node: ast.AST) -> Iterator[str]:
    """An argument that does not belong there."""
    code = names.code
    match node:
        case ast.Call(function, args, keywords) if args or keywords:
            texts = [code[each] for each in args]
            texts += [code[keyword] for keyword in keywords]
            for left_out in reversed(range(len(texts))):
                left = ", ".join(texts[:left_out] + texts[left_out + 1 :])
                yield f"{code[function]}({left})"


def passed_on(names: Names, node: ast.AST) -> Iterator[str]:
    """An argument of this function that should be handed on by its name."""
    match node:
        case ast.Call(function, _, keywords):
            text, given = names.code[node], {keyword.arg for keyword in keywords}
            own = names.code.function_of(node)
            called = name_of(function) or ""
            if own is None or called in BUILTIN or isinstance(function, ast.Attribute):
                return
            comma = "" if text.endswith("()") else ", "
            for each in (*own.args.args, *own.args.kwonlyargs):
                if each.arg not in given | {"self"} and names.kinds.get(each.arg):
                    yield f"{text.removesuffix(')').rstrip(', ')}{comma}{each.arg}={each.arg})"


def copied(names: Names, node: ast.AST) -> Iterator[str]:
    """An array that should be copied before it is changed."""
    parent = names.code.parents.get(node)
    is_value = isinstance(parent, ast.Assign) and node is parent.value
    if is_value and isinstance(node, ast.Name | ast.Call | ast.Subscript):
        yield f"({names.code[node]}).copy()"
