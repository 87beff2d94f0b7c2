"""Small functions count where they are called: what they release for their caller, and what they make for him.

``let_go(self._task)`` is read as the ``cancel()`` that ``let_go`` calls on its parameter, and ``self._make()`` as the
``create_task(...)`` that it returns. Rules then see one program, however it is cut into functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TypeVar

from wshygiene_checks.facts import NOTHING, Await, Call, Exit, FileFacts, Function, Store, Value
from wshygiene_checks.packs import Knowledge
from wshygiene_checks.project.places import root_of
from wshygiene_checks.project.small_functions import PLACES, Small, SmallFunctions, given_to

What = TypeVar("What", Store, Exit)


def inlined(files: Sequence[FileFacts], knowledge: Knowledge) -> tuple[FileFacts, ...]:
    """The files with what small functions do where they are called.

    A function that begins something, and something else than what it returns, is left alone.
    """
    ends = knowledge.releases | knowledge.vocabulary.shrink
    begins = {*knowledge.by_method, *[name.rpartition(".")[2] for name in knowledge.by_qualified]} - ends
    small = SmallFunctions(files, ends, begins)
    reader, spread = _Reader(small), small.only_called(files)
    return tuple([_counting_once(reader.file(file), spread) for file in files])


def _counting_once(file: FileFacts, spread: Set[str]) -> FileFacts:
    """The file whose functions of these paths only do what does not count where they are called."""
    return _with(
        file,
        {
            position: _of_its_own(each)
            for position, each in enumerate(file.functions if spread else ())
            if f"{file.module}.{each.qualname}" in spread
        },
    )


def _with(file: FileFacts, changed: Mapping[int, Function]) -> FileFacts:
    """The file with other functions at some positions."""
    if not changed:
        return file
    return file._replace(functions=tuple([changed.get(n, each) for n, each in enumerate(file.functions)]))


def _reading(file: FileFacts, changed: Iterable[Function]) -> FileFacts:
    """The file which also reads what small functions of other files do in those of its functions."""
    read = {name.rstrip("[]{}()") for function in changed for call in function.calls for name in call.path.split(".")}
    new = sorted(read.difference(file.loaded))
    return file._replace(loaded=(*file.loaded, *new)) if new else file


def _of_its_own(function: Function) -> Function:
    """A function without what it does to its parameters."""
    params = {f"%{each.name}" for each in function.params}
    return function._replace(
        calls=tuple([call for call in function.calls if root_of(call.path)[0] not in params]),
        stores=tuple([store for store in function.stores if root_of(store.path)[0] not in params]),
    )


class _Reader:
    """Reads files, with what small functions do where those are called."""

    def __init__(self, small: SmallFunctions) -> None:
        self._small = small
        self._whole: dict[int, Small] = {}  # by the identity of the function

    def file(self, file: FileFacts) -> FileFacts:
        """A file in which the small functions count that it calls."""
        names = self._small.names
        if names.isdisjoint(file.loaded) and self._small.paths.isdisjoint(file.beyond):
            return file
        changed = {
            position: new
            for position, function in enumerate(file.functions)
            if [call for call in function.calls if call.name in names]
            and (new := self._function(file, function)) is not function
        }
        return _reading(_with(file, changed), changed.values())

    def _function(self, file: FileFacts, function: Function) -> Function:
        found: dict[int, Small] = {}
        for position, call in enumerate(function.calls):
            if call.name in self._small.names:
                callee = self._small.called(file, function, call)
                if callee is not None:
                    found[position] = self._with_what_it_calls(callee)
        return _Inlining(function, found).result() if found else function

    def _with_what_it_calls(self, small: Small) -> Small:
        """A small function in which those that it calls count in turn."""
        key = id(small.function)
        if key not in self._whole:
            self._whole[key] = small  # for those that it calls, if they call it
            function = self._function(small.file, small.function)
            made = small.made and next(call for call in function.calls if call.order == small.made.order)
            self._whole[key] = Small(small.file, function, made)
        return self._whole[key]


class _Inlining:
    """Reads the calls of small functions in one function as what those do."""

    def __init__(self, function: Function, found: Mapping[int, Small]) -> None:
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
        given = given_to(small.function, call) if small else None
        if small is None or given is None or (small.made and call.use == "drop"):
            return (call,)  # what all its callers drop is a matter of the small function
        return self._making(call, small, given) if small.made else self._using(call, small, given)

    def _using(self, call: Call, small: Small, given: Mapping[str, Value]) -> Iterator[Call]:
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

    def _making(self, call: Call, small: Small, given: Mapping[str, Value]) -> Iterator[Call]:
        """The call of a function that returns what it makes, as the one that makes it; its parts come after it.

        What a coroutine waits for, its caller waits for where he awaits the coroutine.
        """
        assert small.made is not None
        waits = call.awaited or not small.function.is_async
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
                awaited = inner.awaited and waits if small.function.is_async else inner.awaited or call.awaited
                new = new._replace(awaited=awaited, use=call.use, targets=call.targets)
                yield new._replace(consumer=call.consumer, nested=call.nested)
            else:
                yield new._replace(awaited=inner.awaited and waits, consumer=orders.get(inner.consumer, -1))
        yield call._replace(use="other", targets=(), consumer=-1)  # for those who ask who calls the small function


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
    return (f"{given[root].path}{part}",) if given[root].kind in PLACES else given[root].names


def _path(path: str, given: Mapping[str, Value]) -> str:
    """A path of the small function as the caller would write it; empty where he has no name for it."""
    root, part = root_of(path)
    if root in given:
        return f"{given[root].path}{part}" if given[root].kind in PLACES and given[root].path else ""
    return "" if root.startswith("%") else path


def _not_handed(value: Value) -> Value:
    return NOTHING if value.kind in PLACES else value
