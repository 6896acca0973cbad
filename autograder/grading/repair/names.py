"""Which names of a function could stand for each other, by what they meant when it ran."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from autograder.grading.repair.code import Code

__all__ = ["Names", "name_of", "read_name"]

WHOLE = {"int", "int64 0", "int32 0"}
DIRECTIONS = set(zip("hyHYr0i", "wxWXc1j", strict=True))
SCALAR = WHOLE | {"float", "float64 0", "float32 0"}


def name_of(node: ast.AST) -> str | None:
    """Return the name that an expression is, such as ``x`` or ``self.x``."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return f"self.{name}"
    return None


def read_name(node: ast.AST) -> str | None:
    """Return the name that is read here, or None."""
    return name_of(node) if isinstance(getattr(node, "ctx", None), ast.Load) else None


@dataclass(frozen=True)
class Names:
    """The names of some code.

    Attributes
    ----------
    code : Code
    kinds : mapping of str to list of str
        The kinds of the values that a variable had, as `autograder.inside.edited` reports them.
    """

    code: Code
    kinds: Mapping[str, list[str]]

    def is_whole(self, name: str) -> bool:
        return bool(WHOLE & set(self.kinds.get(name, ())))

    def is_scalar(self, name: str) -> bool:
        return bool(SCALAR & set(self.kinds.get(name, ())))

    def axes(self, name: str) -> int:
        """Return the number of axes of an array; 0 if it is not known to be one."""
        numbers = [kind.partition(" ")[2] for kind in self.kinds.get(name, ())]
        return max((int(number) for number in numbers if number.isdecimal()), default=0)

    def alike(self, name: str, node: ast.AST) -> list[str]:
        """Return the other names of the same kind in the function of a node."""
        kinds = {kind.partition(" ")[0] for kind in self.kinds.get(name, ())}
        return [
            other
            for other in self.of_function(node)
            if other != name
            and kinds & {kind.partition(" ")[0] for kind in self.kinds.get(other, ())}
        ]

    def of_function(self, node: ast.AST) -> list[str]:
        """Return the parameters and variables of the function of a node that had values."""
        function = self.code.function_of(node)
        return self._own.get(function, []) if function else []

    @cached_property
    def _own(self) -> dict[ast.FunctionDef, list[str]]:
        functions = self.code.functions
        own = {function: self._names_in(function) for function in functions}
        outer = {each: self.code.function_of(each) for each in functions}
        for function in functions:  # the outer ones come first
            above = outer[function]
            own[function] += [name for name in own[above] if above] if above else []
        return {function: list(dict.fromkeys(names)) for function, names in own.items()}

    def _names_in(self, function: ast.FunctionDef) -> list[str]:
        arguments = function.args
        found = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        found += [each.arg for each in arguments.kwonlyargs]
        for node in ast.walk(function):
            name = name_of(node)
            if name and (name != read_name(node) or name.startswith("self.")):
                found.append(name)
        return [name for name in dict.fromkeys(found) if name in self.kinds and name != "self"]

    def unused(self, node: ast.AST) -> list[str]:
        """Return the numbers among the parameters of the function of a node that it never reads."""
        function = self.code.function_of(node)
        if function is None:
            return []
        read = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
        given = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
        return [name for name in given if name not in read and self.is_scalar(name)]

    def pairs(self, node: ast.AST) -> list[tuple[str, str]]:
        """Return the names of the function of a node that belong together, such as ``sh, sw``."""
        function = self.code.function_of(node)
        return [] if function is None else self._pairs[function]

    @cached_property
    def _pairs(self) -> dict[ast.FunctionDef, list[tuple[str, str]]]:
        return {function: _paired(names, function) for function, names in self._own.items()}

    def partner(self, name: str, node: ast.AST) -> str | None:
        """Return the other one of a pair, such as ``kw`` for ``kh``."""
        pairs = (pair for pair in self.pairs(node) if name in pair)
        return next((second if name == first else first for first, second in pairs), None)


def _paired(names: list[str], function: ast.FunctionDef) -> list[tuple[str, str]]:
    """Return the pairs of names that are assigned together, or differ in one letter only."""
    found = [pair for pair in combinations(names, 2) if _differ_by_direction(*pair)]
    for node in ast.walk(function):
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store) and len(node.elts) == 2:
            first, second = map(name_of, node.elts)
            if first in names and second in names and first and second:
                found.append((first, second))
    return list(dict.fromkeys(found))


def _differ_by_direction(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    different = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and different[0] in DIRECTIONS
