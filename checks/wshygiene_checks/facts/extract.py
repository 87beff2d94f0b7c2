"""Turns the text of one file into facts."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from sys import intern
from typing import Any

from wshygiene_checks.facts.annotations import annotation, annotation_of_parameter
from wshygiene_checks.facts.called_once import NOT_SPREAD
from wshygiene_checks.facts.generated import generated_constructor
from wshygiene_checks.facts.keepers import keepers
from wshygiene_checks.facts.making import make_function, make_parameter
from wshygiene_checks.facts.named_arguments import times_read
from wshygiene_checks.facts.named_constants import constants_of_class, named_constants
from wshygiene_checks.facts.properties import lent_by
from wshygiene_checks.facts.record import NOTHING, NOWHERE, Class, FileFacts, Function, Parameter, Value
from wshygiene_checks.facts.scope import Home, Scope, bound_by, of_module
from wshygiene_checks.facts.statements import Statements
from wshygiene_checks.facts.values import Seen, path_value

# Part of the key under which facts are cached: to be raised whenever the same text gives other facts than before.
ENGINE_VERSION = "16"


def extract(path: str, module: str, text: str, local: Mapping[str, str] | None = None) -> FileFacts:
    """Read one file.

    ``path`` is relative to the project, in posix form; ``module`` the dotted name it is imported by,
    ``local`` what else its imports call files of the project. Raises
    `SyntaxError` or `ValueError` for text that is not Python, `RecursionError` or `MemoryError` for text that nests
    deeper than the interpreter can follow.
    """
    tree = ast.parse(text, path, type_comments=False)
    constants = named_constants(tree, module, text)
    known = len(constants)
    file = _File(Home(module, path.endswith("__init__.py"), local or {}), text, constants)
    file.read_module(tree)
    lines = text.count("\n") + (not text.endswith("\n"))
    beyond = tuple([name for name in islice(file.seen.paths, known, None) if name[:1] != "%" and name[:5] != "self."])
    facts = (tuple(file.classes), tuple(file.functions), tuple(file.seen.attributes), beyond)
    return FileFacts(path, module, lines, *facts)


class _File:
    def __init__(self, home: Home, text: str, constants: dict[str, Value]) -> None:
        self.home = home
        self.text = text
        self.classes: list[Class] = []
        self.functions: list[Function] = []
        self.seen = Seen({}, constants, probing="defaultdict" in text)
        self.lent: dict[str, str] = {}  # of the class whose methods are being read
        self.kept = NOT_SPREAD  # by methods of that class

    def read_module(self, tree: ast.Module) -> None:
        scope = of_module(tree, self.home)
        walk = self._walk(scope, f"{self.home.module}.")
        walk.open_block("body", tree)
        walk.read(tree.body)
        self._keep(("module", "<module>", "<module>", "", "", False, (), (), "", 1, 0), walk)
        self._read_definitions(walk, scope, owner="", parent="")

    def _walk(self, scope: Scope, prefix: str) -> Statements:
        walk = Statements(scope, self.seen, prefix, self.home)
        walk.lent, walk.spread = self.lent, self.kept
        return walk

    def _keep(self, head: tuple[Any, ...], walk: Statements) -> None:
        self.functions.append(make_function(head + walk.found))

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def _reads_in(self, node: ast.stmt) -> Callable[[str], int]:
        """How often a function reads a name: most are never asked, so that nothing is counted before."""
        counted: Counter[str] = Counter()

        def times(name: str) -> int:
            if not counted:
                counted.update(times_read("\n".join(self._lines[node.lineno - 1 : node.end_lineno])))
            return counted[name]

        return times

    def _read_definitions(self, walk: Statements, scope: Scope, owner: str, parent: str) -> None:
        for node, decorators in walk.definitions:
            if isinstance(node, ast.ClassDef):
                self._read_class(node, decorators, scope, owner, parent)
            else:
                self._read_function(node, decorators, scope, owner, parent)

    def _read_class(
        self, node: ast.ClassDef, decorators: Sequence[Value], outer: Scope, owner: str, parent: str
    ) -> None:
        qualname = _qualified(owner or parent, node.name)
        outer = _of_others(outer) if parent else outer
        around, self.lent, self.kept = (self.lent, self.kept), lent_by(node), keepers(node, self.text)
        walk = self._walk(dict(outer), "self.")
        bases = [annotation(walk.scope, base) or walk.value(base).path for base in node.bases]
        paths = tuple([value.path for value in decorators])
        end = node.end_lineno or node.lineno
        self.classes.append(Class(node.name, qualname, tuple(bases), paths, node.lineno, end))
        walk.open_block("body", node)
        walk.read(node.body)
        self._keep(("class", node.name, qualname, qualname, "", False, (), (), "", node.lineno, end), walk)
        own = self._own(node, outer.get(node.name, ""))
        before = {path: self.seen.paths.get(path) for path in own}
        self.seen.paths.update(own)
        self._read_definitions(walk, outer, owner=qualname, parent="")
        made = generated_constructor(node, paths, outer) if paths or bases else None
        if made is not None:
            self._read_function(made, (), outer, qualname, "")
        self.lent, self.kept = around
        for path, value in before.items():
            del self.seen.paths[path]
            if value is not None:
                self.seen.paths[path] = value

    def _own(self, node: ast.ClassDef, path: str) -> dict[str, Value]:
        """What names of the class body are to its methods: ``Hub.members`` is ``self.members``, ``self.DELAY`` is 5.

        Not a constant text: a subclass may have another one, and take off a handler with that.
        """
        constants = dict(constants_of_class(node, self.text))
        names = [name for name in bound_by(node.body) if name not in constants] if path else ()
        found = {f"{path}.{name}": path_value({}, intern(f"self.{name}")) for name in names}
        return found | {f"self.{name}": value for name, value in constants.items() if value.path[0] not in "'\"b"}

    def _read_function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        decorators: tuple[Value, ...],
        outer: Scope,
        owner: str,
        parent: str,
    ) -> None:
        scope = dict(outer)
        walk = self._walk(scope, "%")
        params = _parameters(walk, node.args)
        for parameter in params:
            scope[parameter.name] = "%" + parameter.name
        if owner and params and not any(value.path == "staticmethod" for value in decorators):
            scope[params[0].name] = "self"
            params = params[1:]
        walk.open_block("body", node)
        walk.read_function(node.body, self._reads_in(node))
        qualname = _qualified(owner or parent, node.name)
        returns = annotation(scope, node.returns) if node.returns else NOWHERE
        head = ("function", node.name, qualname, owner, parent, type(node) is ast.AsyncFunctionDef)
        self._keep((*head, params, decorators, returns, node.lineno, node.end_lineno or node.lineno), walk)
        if walk.definitions:
            self._read_definitions(walk, scope, owner="", parent=qualname)


def _qualified(outer: str, name: str) -> str:
    return f"{outer}.{name}" if outer else name


def _of_others(scope: Scope) -> Scope:
    """What the names of a method stand for in a class inside of it, where ``self`` is somebody else."""
    return {name: f"%{name}" if path == "self" or path.startswith("self.") else path for name, path in scope.items()}


def _parameters(walk: Statements, arguments: ast.arguments) -> tuple[Parameter, ...]:
    scope = walk.scope
    plain = [*arguments.posonlyargs, *arguments.args] if arguments.posonlyargs else arguments.args
    required = len(plain) - len(arguments.defaults)
    found = [_parameter(arg.arg, annotation_of_parameter(scope, arg.annotation), False) for arg in plain[:required]]
    defaults = (*zip(plain[required:], arguments.defaults, strict=True),)
    for arg, default in (*defaults, *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)):
        given = walk.value(default) if default else NOTHING
        shared = given if given.is_new else NOTHING
        found.append(_parameter(arg.arg, annotation_of_parameter(scope, arg.annotation), default is not None, shared))
    rest = [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    return (*found, *[_parameter(extra.arg, annotation_of_parameter(scope, extra.annotation), True) for extra in rest])


_MOST_KEPT = 1 << 14
_known: dict[tuple[str, str, bool, Value], Parameter] = {}


def _parameter(name: str, type_: str, optional: bool, shared: Value = NOTHING) -> Parameter:
    """The record of a parameter; the same one for all that are alike, of which a project has many."""
    key = (name, type_, optional, shared)
    found = _known.get(key)
    if found is None:
        if len(_known) > _MOST_KEPT:
            _known.clear()
        found = _known[key] = make_parameter(key)
    return found
