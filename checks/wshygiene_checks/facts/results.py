"""What a call returns, as far as builtins and the standard library say: an element, a copy, a view of its argument."""

from __future__ import annotations

import ast
from sys import intern

from wshygiene_checks.facts.making import make
from wshygiene_checks.facts.record import NOTHING, Value
from wshygiene_checks.facts.values import behind, names_of

_COPIES = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "collections.deque"})
_ELEMENT_METHODS = frozenset({"pop", "popleft", "popitem", "get", "setdefault"})
_VIEWS = frozenset({"values", "items", "keys"})
CASTS = frozenset({"typing.cast", "cast", "typing_extensions.cast"})
_KINDS = {
    **dict.fromkeys(_COPIES, "copy"),
    **dict.fromkeys(("weakref.ref", "weakref.proxy", "weakref.WeakMethod"), "weak"),
    **dict.fromkeys(("functools.partial", "functools.partialmethod"), "partial"),
    "enumerate": "enumerate",
}
_APPLICATIONS = frozenset({"app", "application", "_app"})
_METHODS = _ELEMENT_METHODS | _VIEWS | {"copy"}
_GENERIC = frozenset({"dict", "list", "set", "defaultdict", "deque"})
_BUILT_IN = frozenset("int str bytes float bool dict list set tuple object bytearray".split())
_FUNCTIONS = CASTS | _KINDS.keys() | {"next", "getattr"}


# Calls that neither keep nor release anything they are given, and so common that recording them would cost a third.
BORING = frozenset(
    "abs all any bool bytes callable chr divmod float format hasattr hash hex id int isinstance issubclass len max min "
    "ord print range repr round str sum super type zip isclass ValueError TypeError RuntimeError KeyError".split()
)
BORING_METHODS = frozenset(
    "debug info warning warn error exception critical format strip rstrip lstrip split rsplit partition rpartition "
    "startswith endswith encode decode lower upper title replace isdigit splitlines".split()
)
# Those of them that give back nothing that anything could be done with: what is only shown or measured is not used.
_GIVING_PARTS = frozenset({"abs", "all", "any", "bool", "max", "min", "sum", "super", "zip"})
SHOWING = (BORING - _GIVING_PARTS) | {"debug", "info", "warning", "warn", "error", "exception", "critical"}


def result_of(path: str, name: str, order: int, base: Value, args: tuple[Value, ...], names: tuple[str, ...]) -> Value:
    """The value of a call: of the method ``name`` of ``base``, or of the function with this path."""
    found = None
    if name in _METHODS and base.path and base is not NOTHING and base.kind != "constant":
        found = _of_method(name, order, base, args, names)
    if found is None and path in _FUNCTIONS and args:
        found = _of_function(path, order, args, names)
    return found or make(("call", intern(path + "()"), order, names))


def _of_method(name: str, order: int, base: Value, args: tuple[Value, ...], names: tuple[str, ...]) -> Value | None:
    if name in _ELEMENT_METHODS:
        return make(("element", intern(base.path + "[]"), order, names))
    return None if args else make((name, base.path, order, names))  # a view or a copy: so called like their kinds


def _of_function(path: str, order: int, args: tuple[Value, ...], names: tuple[str, ...]) -> Value | None:
    first = args[0]
    if path in CASTS:
        return args[1] if len(args) == 2 else None
    if not first.path or first.kind in ("constant", "display"):
        return None
    if path == "next":
        return make(("element", intern(first.path + "[]"), order, names))
    return make((_KINDS[path], first.path, order, names)) if path in _KINDS else None


def takes_item(node: ast.expr) -> bool:
    """Whether an expression takes a key and what is there out of a mapping: ``sessions.popitem()``."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "popitem"


def attribute_named(args: tuple[Value, ...]) -> str:
    """The name of the attribute that ``getattr`` reads with these arguments; empty when it is not written out."""
    if len(args) < 2 or not args[0].path or args[0].kind in ("constant", "display"):
        return ""
    named = args[1]
    return named.path[1:-1] if named.kind == "constant" and named.path[0] in "'\"" else ""


def named_attribute(base: str, name: str, names: tuple[str, ...]) -> Value:
    """What ``getattr(base, "name")`` reads."""
    path = intern(f"{base}.{name}")
    return make(("path", path, -1, behind(path, names)))


def without_type(path: str, key: ast.expr) -> str:
    """The class that is called with its types written out: ``asyncio.Queue`` of ``asyncio.Queue[int]()``.

    What is not named like a class is one if it is imported, and ``key`` is a type.
    """
    class_ = path.removesuffix("[]")
    name = class_.rpartition(".")[2]
    named = name in _GENERIC or _is_class(name) or ("." in class_ and not name.isupper() and _is_type(key))
    return intern(class_) if named and path[:1] != "%" and not path.startswith("self.") else path


def _is_class(name: str) -> bool:
    return name[:1].isupper() and (len(name) == 1 or not name.isupper())


def _is_type(node: ast.expr) -> bool:
    """Whether an index can only be a type: a class, or several in ``Union[A, B]`` or ``A | B``; no event or name."""
    if isinstance(node, ast.Name):
        return node.id in _BUILT_IN or _is_class(node.id)
    if isinstance(node, ast.Attribute):
        return _is_class(node.attr)
    if isinstance(node, ast.Subscript):
        return _is_type(node.value)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitOr) and _is_type(node.left)
    return isinstance(node, ast.Tuple) and bool(node.elts) and all(map(_is_type, node.elts))


def names_in_call(base: Value, args: tuple[Value, ...], keywords: tuple[tuple[str, Value], ...]) -> tuple[str, ...]:
    """The paths read in a call."""
    return names_of((base, *args, *[value for _, value in keywords]) if keywords else (base, *args))


def _item_named(key: Value) -> str:
    """The name under which an application is asked for something, behind how that is written: a text, or a global.

    ``app["rooms"]`` has nothing to do with ``app[rooms]``, for which ``rooms`` is a constant or a ``web.AppKey``.
    """
    if key.kind == "constant":
        how, name = "__getitem__", key.path[1:-1] if key.path[0] in "'\"" else ""
    else:
        is_global = key.kind == "path" and not key.path.startswith(("%", "self."))
        how, name = "__key__", key.path.rpartition(".")[2] if is_global else ""
    return f"{how}.{name}" if name.isidentifier() else ""


def is_application(name: str) -> bool:
    """Whether an application object is called so."""
    return name in _APPLICATIONS


def attribute_in(base: Value, key: Value) -> str:
    """The path of the attribute that ``self.__dict__["name"]`` or ``vars(self)["name"]`` is; empty for other items.

    What is kept under a name in an application object, ``request.app["rooms"]``, is as good as an attribute of it.
    """
    if base.kind == "path" and is_application(base.path.rpartition(".")[2].lstrip("%")):
        name = _item_named(key)
        return intern(f"{base.path}.{name}") if name else ""
    if key.kind != "constant" or key.path[0] not in "'\"":
        return ""
    if base.path.endswith(".__dict__"):
        return intern(f"{base.path.removesuffix('.__dict__')}.{key.path[1:-1]}")
    return intern(f"{base.names[0]}.{key.path[1:-1]}") if base.path == "vars()" and base.names else ""
