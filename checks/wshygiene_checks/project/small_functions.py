"""Which functions are small: they only end what they are given, or only return what they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from wshygiene_checks.facts import Call, FileFacts, Function, Value
from wshygiene_checks.project.places import root_of

#: Sorts of values that have a place which the caller can name.
PLACES = ("path", "element")
_NAMED = (*PLACES, "constant")
_MOST_CALLS = 6  # of a function that is small


class Small(NamedTuple):
    """A small function: ``made`` is the call whose result it returns; without one it only uses what it is given."""

    file: FileFacts
    function: Function
    made: Call | None


class SmallFunctions:
    """The small functions of a project, by the paths that they are called by."""

    def __init__(self, files: Sequence[FileFacts], ends: Set[str], begins: Set[str]) -> None:
        self._by_path: dict[str, Small] = {}
        self._methods: dict[str, dict[str, Small | None]] = defaultdict(dict)  # by name, then by class
        self._known: dict[tuple[str, str], Small | None] = {}
        self._lines: dict[str, frozenset[str]] = {}
        self._files = files
        plain = [(file, each) for file in files for each in file.functions if each.kind == "function"]
        around = {(file.module, each.parent) for file, each in plain if each.parent}
        small = {
            id(each): found
            for file, each in plain
            if 0 < len(each.calls) <= _MOST_CALLS and not each.parent and (found := _small(file, each, ends, begins))
            if (file.module, each.qualname) not in around  # what is defined inside may use what is given at any time
        }
        self.names = {each.function.name for each in small.values()}  # of all of them
        for file, function in plain:
            if function.owner and function.name in self.names:
                self._methods[function.name][f"{file.module}.{function.owner}"] = small.get(id(function))
            elif id(function) in small:
                self._by_path[f"{file.module}.{function.name}"] = small[id(function)]
        self.paths = self._by_path.keys()  # of those that are no methods

    @cached_property
    def _bases(self) -> dict[str, tuple[str, ...]]:
        return {f"{file.module}.{each.qualname}": each.bases for file in self._files for each in file.classes}

    def called(self, file: FileFacts, function: Function, call: Call) -> Small | None:
        """The small function that a call runs, of methods only one on the object itself, which no subclass replaces."""
        if call.path[:5] != "self." or "." in call.path[5:]:
            found = self._by_path.get(call.path)
        else:
            key = (f"{file.module}.{function.owner}", call.name)
            if key not in self._known:
                self._known[key] = self._method(*key)
            found = self._known[key]
        return None if found is None or found.function is function else found

    def only_called(self, files: Iterable[FileFacts]) -> frozenset[str]:
        """The paths of functions that the project calls for what they end, and neither keeps nor gives to anybody."""
        ending = {path for path, small in self._by_path.items() if small.made is None and _is_straight(small.function)}
        called: set[str] = set()
        otherwise: set[str] = set()
        for file in files:
            near = ending.intersection(file.beyond)
            for function in file.functions if near else ():
                for call in function.calls:
                    if call.path in near:
                        counts = _counts_in_full(self._by_path[call.path].function, call)
                        (called if counts else otherwise).add(call.path)
                for value in _values(function):
                    otherwise.update(near.intersection((value.path, *value.names)))
        return frozenset(called - otherwise)

    def _method(self, own: str, name: str) -> Small | None:
        methods, above = self._methods.get(name, {}), self._above(own)
        found = [class_ for class_ in methods if class_ in above or own in self._above(class_)]
        return methods[found[0]] if len(found) == 1 and found[0] in above else None

    def _above(self, class_: str) -> frozenset[str]:
        """A class and all its bases."""
        if class_ not in self._lines:
            self._lines[class_] = frozenset({class_})  # while it is asked for
            above = [self._above(base) for base in self._bases.get(class_, ())]
            self._lines[class_] = frozenset({class_}).union(*above)
        return self._lines[class_]


def _small(file: FileFacts, function: Function, ends: Set[str], begins: Set[str]) -> Small | None:
    """A function of few calls as a small one, if it is one; a generator or a decorated function is none."""
    made = _made(function, begins)
    if made is None and not _only_ends(function, ends, begins):
        return None
    plain = all(each.path in ("staticmethod", "classmethod") for each in function.decorators)
    return Small(file, function, made) if plain and all(each.kind != "yield" for each in function.exits) else None


def _made(function: Function, begins: Set[str]) -> Call | None:
    """The call of a function that does nothing but return what it makes: all others are parts of that one.

    A method of something it has only makes something new where it is known to begin something.
    """
    if len(function.exits) != 1 or function.stores or function.awaits or len(function.blocks) > 1:
        return None
    found = next((call for call in function.calls if call.use == "return"), None)
    if found is None or found.path == "self":
        return None
    if found.name not in begins and found.path.startswith(("self.", "%", "super()")):
        return None
    parts = all(call is found or (call.use == "argument" and not call.awaited) for call in function.calls)
    return found if parts and function.exits[0].value.call == found.order else None


def _only_ends(function: Function, ends: Set[str], begins: Set[str]) -> bool:
    """Whether a function ends something it is given, and lets nobody else have it."""
    ended = [call.path for call in function.calls if call.name in ends and call.path[:1] == "%"]
    ended += [store.path for store in function.stores if store.kind == "delete"]
    if not ended or not function.params:
        return False
    params = {f"%{each.name}" for each in function.params}
    if params.isdisjoint(root_of(path)[0] for path in ended):
        return False
    several = tuple([f"%{each.name}[]" for each in function.params if each.optional])  # maybe all of `*args`
    if any(call.path.startswith(several) or call.name in begins for call in function.calls):
        return False
    leaving = [each.value for each in function.exits] + [value for block in function.blocks for value in block.values]
    kept = [store.value for store in function.stores if not store.path.startswith("%")]
    return not any(params.intersection(_roots(value)) for value in (*leaving, *kept) if value.kind in (*PLACES, "call"))


def _is_straight(function: Function) -> bool:
    """Whether a function does everything once, if at all."""
    return all(block.kind in ("body", "if", "else", "try", "except", "finally") for block in function.blocks)


def _counts_in_full(function: Function, call: Call) -> bool:
    """Whether all that a function does to what it is given has a name where it is called."""
    values = given_to(function, call)
    return call.use == "drop" and values is not None and all(each.kind in _NAMED for each in values.values())


def _values(function: Function) -> Iterator[Value]:
    """All that a function passes on, keeps or gives back."""
    for call in function.calls:
        yield from call.args
        yield from (value for _, value in call.keywords)
    yield from (store.value for store in function.stores)
    yield from (leaving.value for leaving in function.exits)
    yield from (value for block in function.blocks for value in block.values)


def _roots(value: Value) -> Iterator[str]:
    return (root_of(name)[0] for name in value.names)


def given_to(function: Function, call: Call) -> dict[str, Value] | None:
    """What each parameter stands for in this call; None where that cannot be told."""
    names = [f"%{each.name}" for each in function.params]
    if len(call.args) > len(names):
        return None
    found = dict(zip(names, call.args, strict=False))
    for name, value in call.keywords:
        if f"%{name}" not in names:
            return None
        found[f"%{name}"] = value
    return found
