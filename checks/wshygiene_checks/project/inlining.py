"""Small functions count where they are called: what they release for their caller, and what they make for him.

``let_go(self._task)`` is read as the ``cancel()`` that ``let_go`` calls on its parameter, and ``self._make()`` as the
``create_task(...)`` that it returns. Rules then see one program, however it is cut into functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple, TypeVar

from wshygiene_checks.facts import NOTHING, Await, Call, Exit, FileFacts, Function, Store, Value
from wshygiene_checks.packs import Knowledge
from wshygiene_checks.project.places import root_of

_MOST_CALLS = 6  # of a function that is small
_PLACES = ("path", "element")


What = TypeVar("What", Store, Exit)


class _Small(NamedTuple):
    """A small function: ``made`` is the call whose result it returns; without one it only uses what it is given."""

    file: FileFacts
    function: Function
    made: Call | None


def inlined(files: Sequence[FileFacts], knowledge: Knowledge) -> tuple[FileFacts, ...]:
    """The files with what small functions do where they are called.

    A function that begins something, and something else than what it returns, is left alone.
    """
    ends = knowledge.releases | knowledge.vocabulary.shrink
    begins = {*knowledge.by_method, *[name.rpartition(".")[2] for name in knowledge.by_qualified]} - ends
    small = _Functions(files, ends, begins)
    spread = small.only_called(files)
    return tuple([_counting_once(_file(file, small), spread) for file in files])


def _counting_once(file: FileFacts, spread: Set[str]) -> FileFacts:
    """The file whose functions of these paths only do what does not count where they are called."""
    names = {f"{file.module}.{each.name}" for each in file.functions if not each.owner} & spread if spread else ()
    if not names:
        return file
    functions = [
        _of_its_own(each) if not each.owner and f"{file.module}.{each.name}" in names else each
        for each in file.functions
    ]
    return file._replace(functions=tuple(functions))


def _of_its_own(function: Function) -> Function:
    """A function without what it does to its parameters."""
    params = {f"%{each.name}" for each in function.params}
    return function._replace(
        calls=tuple([call for call in function.calls if root_of(call.path)[0] not in params]),
        stores=tuple([store for store in function.stores if root_of(store.path)[0] not in params]),
    )


class _Functions:
    """The small functions of a project, by the paths that they are called by."""

    def __init__(self, files: Sequence[FileFacts], ends: Set[str], begins: Set[str]) -> None:
        self._by_path: dict[str, _Small] = {}
        self._methods: dict[str, dict[str, _Small | None]] = defaultdict(dict)  # by name, then by class
        self._known: dict[tuple[str, str], _Small | None] = {}
        self._whole: dict[int, _Small] = {}  # by the identity of the function
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

    def called(self, file: FileFacts, function: Function, call: Call) -> _Small | None:
        """The small function that a call runs, of methods only one on the object itself, which no subclass replaces."""
        if call.path[:5] != "self." or "." in call.path[5:]:
            found = self._by_path.get(call.path)
        else:
            key = (f"{file.module}.{function.owner}", call.name)
            if key not in self._known:
                self._known[key] = self._method(*key)
            found = self._known[key]
        return None if found is None or found.function is function else self._with_what_it_calls(found)

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
                        counts = call.use == "drop" and _given(self._by_path[call.path].function, call) is not None
                        (called if counts else otherwise).add(call.path)
                for value in _values(function):
                    otherwise.update(near.intersection((value.path, *value.names)))
        return frozenset(called - otherwise)

    def _with_what_it_calls(self, small: _Small) -> _Small:
        """A small function in which those that it calls count in turn."""
        key = id(small.function)
        if key not in self._whole:
            self._whole[key] = small  # for those that it calls, if they call it
            function = _function(small.file, small.function, self)
            made = small.made and next(call for call in function.calls if call.order == small.made.order)
            self._whole[key] = _Small(small.file, function, made)
        return self._whole[key]

    def _method(self, own: str, name: str) -> _Small | None:
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


def _small(file: FileFacts, function: Function, ends: Set[str], begins: Set[str]) -> _Small | None:
    """A function of few calls as a small one, if it is one; a generator or a decorated function is none."""
    made = _made(function, begins)
    if made is None and not _only_ends(function, ends, begins):
        return None
    plain = all(each.path in ("staticmethod", "classmethod") for each in function.decorators)
    return _Small(file, function, made) if plain and all(each.kind != "yield" for each in function.exits) else None


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
    return not any(
        params.intersection(_roots(value)) for value in (*leaving, *kept) if value.kind in (*_PLACES, "call")
    )


def _is_straight(function: Function) -> bool:
    """Whether a function does everything once, if at all."""
    return all(block.kind in ("body", "if", "else", "try", "except", "finally") for block in function.blocks)


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


def _file(file: FileFacts, small: _Functions) -> FileFacts:
    names = small.names
    if names.isdisjoint(file.loaded) and small.paths.isdisjoint(file.beyond):
        return file
    changed = {
        position: new
        for position, function in enumerate(file.functions)
        if [call for call in function.calls if call.name in names]
        and (new := _function(file, function, small)) is not function
    }
    if not changed:
        return file
    return file._replace(functions=tuple([changed.get(n, each) for n, each in enumerate(file.functions)]))


def _function(file: FileFacts, function: Function, small: _Functions) -> Function:
    found: dict[int, _Small] = {}
    for position, call in enumerate(function.calls):
        if call.name in small.names:
            callee = small.called(file, function, call)
            if callee is not None:
                found[position] = callee
    return _Inlining(function, found).result() if found else function


class _Inlining:
    """Reads the calls of small functions in one function as what those do."""

    def __init__(self, function: Function, found: Mapping[int, _Small]) -> None:
        self._function = function
        self._found = found
        self._stores: list[Store] = list(function.stores)
        self._awaits: list[Await] = list(function.awaits)
        self._made: dict[int, str] = {}  # by order
        self._last = max(call.order for call in function.calls)

    def result(self) -> Function:
        """The function with what the small ones do in it."""
        function = self._function
        calls = [new for position, call in enumerate(function.calls) for new in self._read(position, call)]
        stores = tuple([self._renamed(each) for each in self._stores]) if self._made else tuple(self._stores)
        exits = tuple([self._renamed(each) for each in function.exits]) if self._made else function.exits
        return function._replace(calls=tuple(calls), stores=stores, awaits=tuple(self._awaits), exits=exits)

    def _renamed(self, what: What) -> What:
        """What keeps or returns a value that a small function has made: the value by the name of the call in that."""
        made = self._made.get(what.value.call) if what.value.kind == "call" else None
        return what if made is None else what._replace(value=what.value._replace(path=f"{made}()"))

    def _read(self, position: int, call: Call) -> Iterable[Call]:
        small = self._found.get(position)
        given = _given(small.function, call) if small else None
        if small is None or given is None or (small.made and call.use == "drop"):
            return (call,)  # what all its callers drop is a matter of the small function
        return self._making(call, small, given) if small.made else self._using(call, small, given)

    def _using(self, call: Call, small: _Small, given: Mapping[str, Value]) -> Iterator[Call]:
        """The call of a function that ends what it is given: nobody is handed anything, but this is called on it.

        What a coroutine waits for, its caller waits for where he awaits the coroutine.
        """
        waits = call.awaited or not small.function.is_async
        yield call._replace(
            args=tuple([_not_handed(value) for value in call.args]),
            keywords=tuple([(name, _not_handed(value)) for name, value in call.keywords]),
        )
        for inner in small.function.calls:
            path = _path(inner.path, given)
            if path:
                new = _at(call, inner, given)._replace(path=path, use="other", targets=(), consumer=-1, nested=False)
                yield new if waits else new._replace(awaited=False)
        for store in small.function.stores:
            path = _path(store.path, given)
            if path and not path.startswith("%"):
                place = (call.line, call.column, call.end_line, call.end_column)
                key = _value(store.key, given) if store.key else None
                what = (path, _value(store.value, given), store.kind, key, store.annotation, call.block, call.order)
                self._stores.append(Store(*what, *place))
        for awaited in small.function.awaits if waits else ():
            if path := _path(awaited.path, given):
                self._awaits.append(Await(path, call.block, call.order, call.line))

    def _making(self, call: Call, small: _Small, given: Mapping[str, Value]) -> Iterator[Call]:
        """The call of a function that returns what it makes, as the one that makes it; its parts come after it."""
        assert small.made is not None
        orders = {small.made.order: call.order}
        for inner in small.function.calls:
            if inner.order not in orders:
                self._last += 1
                orders[inner.order] = self._last
        for inner in (small.made, *[each for each in small.function.calls if each is not small.made]):
            path = _path(inner.path, given)
            new = _at(call, inner, given, orders)._replace(path=path, order=orders[inner.order])
            if inner is small.made:
                self._made[call.order] = path
                awaited = inner.awaited if small.function.is_async else inner.awaited or call.awaited
                new = new._replace(awaited=awaited, use=call.use, targets=call.targets)
                yield new._replace(consumer=call.consumer, nested=call.nested)
            else:
                yield new._replace(consumer=orders.get(inner.consumer, -1))
        yield call._replace(use="other", targets=(), consumer=-1)  # for those who ask who calls the small function


def _given(function: Function, call: Call) -> dict[str, Value] | None:
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


def _at(call: Call, inner: Call, given: Mapping[str, Value], orders: Mapping[int, int] | None = None) -> Call:
    """A call of the small function, at the place where that is called."""
    return inner._replace(
        args=tuple([_value(value, given, orders) for value in inner.args]),
        keywords=tuple([(name, _value(value, given, orders)) for name, value in inner.keywords]),
        block=call.block,
        order=call.order,
        line=call.line,
        column=call.column,
        end_line=call.end_line,
        end_column=call.end_column,
    )


def _value(value: Value, given: Mapping[str, Value], orders: Mapping[int, int] | None = None) -> Value:
    if value.path in given and value.kind == "path":
        return given[value.path]
    call = (orders or {}).get(value.call, -1)
    names = tuple(dict.fromkeys(each for name in value.names for each in _names(name, given)))
    return value._replace(path=_path(value.path, given) or value.path, call=call, names=names)


def _names(name: str, given: Mapping[str, Value]) -> tuple[str, ...]:
    root, part = root_of(name)
    if root not in given:
        return (name,)
    return (f"{given[root].path}{part}",) if given[root].kind in _PLACES else given[root].names


def _path(path: str, given: Mapping[str, Value]) -> str:
    """A path of the small function as the caller would write it; empty where he has no name for it."""
    root, part = root_of(path)
    if root in given:
        return f"{given[root].path}{part}" if given[root].kind in _PLACES and given[root].path else ""
    return "" if root.startswith("%") else path


def _not_handed(value: Value) -> Value:
    return NOTHING if value.kind in _PLACES else value
