"""The constants that a module or class gives a name to: ``EVENT = "price"`` says what ``bus.on(EVENT, ...)`` is for."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from wshygiene_checks.facts.record import Value
from wshygiene_checks.facts.scope import bound_by, statements_in
from wshygiene_checks.facts.values import constant_value

_WRITTEN = (str, bytes, int, float)  # of ``None``, ``True`` and ``False`` most are set to something else later on
_DECLARED = re.compile(r"^[ \t]*global[ \t]+(.+)", re.MULTILINE)
_SET_ON_OBJECT = r"\.{}\s*[-+*/|&]?=(?!=)"


def named_constants(tree: ast.Module, module: str, text: str) -> dict[str, Value]:
    """By full name the text or number that each name in capitals stands for, which the module binds once.

    Those of classes, ``Hub.PRICE``, are among them where no code of the module sets an attribute of that name.
    """
    of_module = dict(_constants(tree.body))
    declared = _declared_global(text) if of_module else set()
    found = {f"{module}.{name}": value for name, value in of_module.items() if name not in declared}
    for class_ in tree.body:
        if isinstance(class_, ast.ClassDef):
            found |= {f"{module}.{class_.name}.{name}": value for name, value in constants_of_class(class_, text)}
    return found


def constants_of_class(class_: ast.ClassDef, text: str) -> Iterator[tuple[str, Value]]:
    """The constants that the body of a class binds, and which the ``text`` of its file does not set again."""
    for name, value in _constants(class_.body):
        if not re.search(_SET_ON_OBJECT.format(name), text):
            yield name, value


def _declared_global(text: str) -> set[str]:
    """The names that functions declare ``global``."""
    return {name.strip() for names in _DECLARED.findall(text) for name in names.partition("#")[0].split(",")}


def _constants(body: list[ast.stmt]) -> Iterator[tuple[str, Value]]:
    found = {
        target.id: constant_value(value.value)
        for target, value in _assignments(body)
        if target.id.isupper() and type(value.value) in _WRITTEN
    }
    if found:
        times = Counter(bound_by(statements_in(body)))
        yield from ((name, value) for name, value in found.items() if times[name] == 1)


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[ast.Name, ast.Constant]]:
    for statement in body:
        if type(statement) is ast.Assign and len(statement.targets) == 1:
            target: ast.expr = statement.targets[0]
        elif type(statement) is ast.AnnAssign:
            target = statement.target
        else:
            continue
        if isinstance(target, ast.Name) and isinstance(statement.value, ast.Constant):
            yield target, statement.value
