"""Slips in expressions: each function undoes one, and yields what may belong in a node's place."""

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.grading.repair.names import Names, read_name

__all__ = [
    "above_zero",
    "another_operator",
    "any_name",
    "bool_of_part",
    "exchanged",
    "exchanged_far",
    "name_for_number",
    "name_of_other_group",
    "negated",
    "one_branch",
    "one_operand",
    "other_condition",
    "partner",
    "regrouped",
    "sign",
    "similar_name",
]

OPERATORS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Add: ("-", "*"),
    ast.Sub: ("+",),
    ast.Mult: ("/", "+", "@"),  # powers of whole numbers may be too large to finish
    ast.Div: ("*", "//", "-"),
    ast.FloorDiv: ("/", "%", "*"),
    ast.Mod: ("//",),
    ast.MatMult: ("*",),
    ast.Pow: ("*",),
    ast.BitAnd: ("|",),
    ast.BitOr: ("&",),
}
COMPARISONS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Lt: ("<=", ">", ">=", "=="),
    ast.LtE: ("<", ">=", ">"),
    ast.Gt: (">=", "<", "<="),
    ast.GtE: (">", "<=", "<"),
    ast.Eq: ("!=", "<=", ">="),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}
MOST_EXCHANGED = 8  # elements of a list or call


def partner(names: Names, node: ast.AST) -> Iterator[str]:
    """The height in the place of the width: ``kh`` for ``kw``."""
    name = read_name(node)
    if name and (other := names.partner(name, node)):
        yield other


def name_of_other_group(names: Names, node: ast.AST) -> Iterator[str]:
    """The same direction of another pair: ``sh`` for ``dh``."""
    name = read_name(node)
    pairs = names.pairs(node) if name else []
    for own in pairs:
        if name in own:
            yield from (pair[own.index(name)] for pair in pairs if name not in pair)


def similar_name(names: Names, node: ast.AST) -> Iterator[str]:
    """A name that differs by little, or is a parameter, for one of the same kind."""
    name = read_name(node)
    function = names.code.function_of(node)
    if name and function:
        parameters = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
        for other in names.alike(name, node):
            if other in parameters or len(set(name) ^ set(other)) <= 2:
                yield other


def any_name(names: Names, node: ast.AST) -> Iterator[str]:
    """A name of the same kind."""
    if name := read_name(node):
        yield from names.alike(name, node)


def name_for_number(names: Names, node: ast.AST) -> Iterator[str]:
    """A whole number that is written out."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        for name in filter(names.is_whole, names.of_function(node)):
            yield name
            if isinstance(names.code.parents.get(node), ast.Compare):
                yield f"-{name}"


def exchanged(names: Names, node: ast.AST) -> Iterator[str]:
    """Two neighbours, or the sides of an operator, in the wrong order."""
    yield from _exchanged(names, node, far=False)
    match node:
        case ast.BinOp(left, operator, right) if not isinstance(operator, ast.Add | ast.Mult):
            yield f"({names.code[right]}) {_operator(operator)} ({names.code[left]})"


def exchanged_far(names: Names, node: ast.AST) -> Iterator[str]:
    """Two elements in the wrong order that are no neighbours, or are set."""
    yield from _exchanged(names, node, far=True)


def _exchanged(names: Names, node: ast.AST, far: bool) -> Iterator[str]:
    code = names.code
    if isinstance(node, ast.Tuple | ast.List):
        elements: list[ast.expr] = node.elts
    elif isinstance(node, ast.Call):
        elements = [*node.args, *(keyword.value for keyword in node.keywords)]
    else:
        return
    for one, other in combinations(elements[:MOST_EXCHANGED], 2):
        apart = elements.index(other) - elements.index(one) > 1
        # Exchanging what is set undoes many slips elsewhere.
        is_far = apart or isinstance(getattr(node, "ctx", None), ast.Store)
        if code[one] == code[other] or is_far != far:
            continue
        (start, _), (first, end), (second, last) = map(code.span, (node, one, other))
        offset = len(code[node].encode())
        text = code[node].encode()
        pieces = (
            text[: first - start],
            text[second - start : last - start],
            text[end - start : second - start],
            text[first - start : end - start],
            text[last - start : offset],
        )
        yield b"".join(pieces).decode()


def another_operator(names: Names, node: ast.AST) -> Iterator[str]:
    """Another operator, or another comparison."""
    code = names.code
    match node:
        case ast.BinOp(left, operator, right):
            for other in OPERATORS.get(type(operator), ()):
                yield f"({code[left]}) {other} ({code[right]})"
        case ast.Compare(left, [comparison], [right]):
            for other in COMPARISONS[type(comparison)]:
                yield f"({code[left]}) {other} ({code[right]})"
        case ast.Compare(left, [first, second], [middle, right]):
            one, two = _operator(first), _operator(second)
            for other in COMPARISONS[type(first)][:1]:
                yield f"({code[left]}) {other} ({code[middle]}) {two} ({code[right]})"
            for other in COMPARISONS[type(second)][:1]:
                yield f"({code[left]}) {one} ({code[middle]}) {other} ({code[right]})"
        case ast.BoolOp(operator, values):
            other = "or" if isinstance(operator, ast.And) else "and"
            yield f" {other} ".join(f"({code[value]})" for value in values)


def one_operand(names: Names, node: ast.AST) -> Iterator[str]:
    """An operand that does not belong there."""
    match node:
        case ast.BinOp(left, _, right):
            yield names.code[left]
            if not isinstance(node.op, ast.Div | ast.FloorDiv | ast.Pow | ast.Mod):
                yield names.code[right]


def bool_of_part(names: Names, node: ast.AST) -> Iterator[str]:
    """A condition that does not belong there, among several."""
    code = names.code
    match node:
        case ast.BoolOp(operator, values):
            word = " and " if isinstance(operator, ast.And) else " or "
            for left_out in values:
                yield word.join(f"({code[each]})" for each in values if each is not left_out)
        case ast.Compare(left, [first, second], [middle, right]):
            yield f"({code[left]}) {_operator(first)} ({code[middle]})"
            yield f"({code[middle]}) {_operator(second)} ({code[right]})"


def above_zero(names: Names, node: ast.AST) -> Iterator[str]:
    """Positions that may be negative: Python counts them from the end."""
    if isinstance(node, ast.BoolOp | ast.Compare) and not _is_condition(names.code.parents[node]):
        found = [each for each in ast.walk(node) if isinstance(each, ast.Compare)]
        if all(isinstance(each.ops[0], ast.Lt) and len(each.ops) == 1 for each in found):
            yield " and ".join(f"(0 <= {names.code[each]})" for each in found)


def _is_condition(node: ast.AST) -> bool:
    return isinstance(node, ast.BoolOp | ast.Compare)


def sign(names: Names, node: ast.AST) -> Iterator[str]:
    """A minus that does not belong there."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield names.code[node.operand]


def negated(names: Names, node: ast.AST) -> Iterator[str]:
    """A missing minus."""
    parent = names.code.parents.get(node)
    if (
        isinstance(parent, ast.Return | ast.Assign | ast.AugAssign | ast.Call | ast.Tuple)
        and not isinstance(node, ast.Tuple | ast.Starred | ast.Slice)
        and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    ):
        yield f"-({names.code[node]})"


def other_condition(names: Names, node: ast.AST) -> Iterator[str]:
    """A condition that is the wrong way round, or should always or never hold."""
    parent = names.code.parents.get(node)
    if isinstance(parent, ast.If | ast.While | ast.IfExp) and node is parent.test:
        yield f"not ({names.code[node]})"
        yield "True"
        yield "False"


def one_branch(names: Names, node: ast.AST) -> Iterator[str]:
    """The branches of a conditional expression the wrong way round."""
    match node:
        case ast.IfExp(test, body, orelse):
            code = names.code
            yield f"({code[orelse]}) if ({code[test]}) else ({code[body]})"


def regrouped(names: Names, node: ast.AST) -> Iterator[str]:
    """Missing or superfluous parentheses."""
    code = names.code
    match node:
        case ast.BinOp(ast.BinOp(a, first, b), second, c):
            yield f"({code[a]}) {_operator(first)} (({code[b]}) {_operator(second)} ({code[c]}))"
        case ast.BinOp(ast.UnaryOp(ast.USub(), a), operator, b):
            yield f"-(({code[a]}) {_operator(operator)} ({code[b]}))"
    match node:
        case ast.BinOp(a, first, ast.BinOp(b, second, c)):
            yield f"(({code[a]}) {_operator(first)} ({code[b]})) {_operator(second)} ({code[c]})"
        case ast.BinOp(ast.Call(func, [argument], []), operator, other):
            yield f"{code[func]}(({code[argument]}) {_operator(operator)} ({code[other]}))"
        case ast.Call(func, [ast.BinOp(a, operator, b)], []):
            yield f"{code[func]}({code[a]}) {_operator(operator)} ({code[b]})"


def _operator(operator: ast.operator | ast.cmpop) -> str:
    """Return how an operator is written."""
    one: ast.expr = ast.Constant(1)
    whole = (
        ast.BinOp(one, operator, one)
        if isinstance(operator, ast.operator)
        else ast.Compare(one, [operator], [one])
    )
    return ast.unparse(whole).strip("1 ")
