"""What one file says about who acquires, stores, hands on and releases: immutable, picklable, free of syntax trees.

Everything refers to things by *path*, a string that names one place where a value can be found:

======================  ==============================================================================================
``self._task``          an attribute of the instance; also the class's own attributes: ``cls._task``, ``Pump._task``
``%task``               a parameter or local variable of the function (or of the function around it)
``app.state.ROOMS``     a global, by its full dotted name: imports, relative imports and ``as`` are resolved
``print``               a builtin, or a name that nothing in the file binds
``self._tasks[]``       an element of a container: by index, by key, by iteration, by ``pop`` or ``get``
``self._rooms{}``       a key of a mapping
``asyncio.Event()``     what a call returns
======================  ==============================================================================================

Local names that only stand for another place are resolved: after ``t = self._task``, ``t.cancel()`` is recorded as
``self._task.cancel``; in ``for t in list(self._tasks)``, ``t`` is ``self._tasks[]``.

Lines count from 1 and columns from 0, as `ast` counts them, except that columns count characters of UTF-8.
``order`` numbers what happens inside one function in the order of the text.
"""

from __future__ import annotations

from typing import NamedTuple

NOWHERE = ""  # the path of a value that has no name, such as a sum


class Value(NamedTuple):
    """An expression, as far as lifetimes are concerned.

    ``kind`` is ``path`` (a name or attribute), ``element`` (of a container), ``copy`` (``list(x)``, ``x.copy()``),
    ``values``, ``items``, ``keys`` or ``enumerate`` (a view of a container), ``call``, ``partial``, ``weak`` (a weak
    reference), ``constant``, ``display`` (a list, tuple, set or dict written out), ``comprehension``, ``lambda``,
    ``function`` (a function defined inside this one), ``text`` (an f-string), ``remainder`` (``n % 256``, ``n & 0xFF``:
    one of so many numbers) or ``other``. ``path`` is the place the value comes from; for a constant its ``repr``, for a
    display or comprehension the name of its type, and ``()`` behind that where calls make the elements. ``call`` is the
    `Call.order` of the call that makes it, or -1. ``names`` are the paths read in it, at most a dozen.
    """

    kind: str
    path: str = NOWHERE
    call: int = -1
    names: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether it is made here, or was just before and is kept in a local name."""
        return self.call >= 0 or self.kind in ("display", "comprehension", "call")

    @property
    def is_constant(self) -> bool:
        """Whether it is written out, or has a name in capitals, as constants have."""
        return self.kind == "constant" or self.path.rpartition(".")[2].isupper()

    @property
    def is_of_calls(self) -> bool:
        """Whether it is a comprehension whose elements are made by calls: what these are given is no part of it."""
        return self.kind == "comprehension" and self.path.endswith("()")

    @property
    def is_self(self) -> bool:
        """Whether it is the object whose method runs."""
        return self.kind == "path" and self.path == "self"


NOTHING = Value("constant", "None")


class Atom(NamedTuple):
    """One condition of an ``if`` or ``while``, after ``and``, ``or`` and ``not`` are taken apart.

    ``test`` is ``true``, ``false``, ``none``, ``not none``, ``in``, ``not in`` or ``compare``; ``path`` what is tested,
    ``other`` the container or the other side.
    """

    test: str
    path: str
    other: str = NOWHERE


class Block(NamedTuple):
    """A run of statements with one condition of being executed; ``parent`` is the index of the block around it.

    ``kind`` is ``body``, ``if``, ``else``, ``for``, ``async for``, ``while``, ``try``, ``except``, ``try else``,
    ``finally``, ``with``, ``async with``, ``case``, ``lambda``, ``comprehension`` or ``def``: that one is empty, and
    stands where a function is defined that reads a loop's names when it is called. ``group`` is equal for all parts
    of one statement: a ``try``, its handlers and its ``finally``. ``values`` are what a loop iterates over, or the
    context managers of a ``with``; ``names`` the exceptions of a handler, the names that a loop or ``with`` binds, or
    those of the loops around it that a ``lambda`` or ``def`` reads when it is called, as they are written; ``atoms``
    the conditions.
    """

    kind: str
    parent: int
    group: int
    line: int
    end_line: int
    values: tuple[Value, ...] = ()
    names: tuple[str, ...] = ()
    atoms: tuple[Atom, ...] = ()


class Call(NamedTuple):
    """One call, and what becomes of its result.

    ``name`` is the last part of the path: ``cancel`` of ``self._task.cancel``. ``use`` is ``drop`` (an expression
    statement), ``store`` (into ``targets``), ``return``, ``yield``, ``argument`` (of the call with order ``consumer``),
    ``receiver`` (of the method call ``consumer``), ``with``, ``iterate``, ``test``, ``decorator`` or ``other``.
    ``nested`` says that it gets there as an element of a display or comprehension.
    """

    path: str
    name: str
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    awaited: bool
    use: str
    targets: tuple[str, ...]
    consumer: int
    nested: bool
    block: int
    order: int
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def receiver(self) -> str:
        """What the method is called on: ``self._task`` of ``self._task.cancel``; empty for a plain function."""
        return self.path[: -len(self.name) - 1]

    def keyword(self, name: str) -> Value | None:
        """The value passed under this keyword, if one is."""
        return next((value for key, value in self.keywords if key == name), None)

    def argument(self, position: int | None, keyword: str = "") -> Value | None:
        """The value passed at this position (from 0) or under this keyword."""
        if position is not None and position < len(self.args):
            return self.args[position]
        return self.keyword(keyword) if keyword else None


class Store(NamedTuple):
    """A binding, or the end of one: ``kind`` is ``set``, ``augment``, ``reduce`` (``-=`` and ``&=``), ``delete`` or
    ``declare`` (without a value).

    ``key`` is given for ``x[key] = value`` and ``del x[key]``; ``path`` then ends in ``[]``. ``annotation`` is the
    path of the annotated type, without ``Optional``.
    """

    path: str
    value: Value
    kind: str
    key: Value | None
    annotation: str
    block: int
    order: int
    line: int
    column: int
    end_line: int
    end_column: int


class Await(NamedTuple):
    """An ``await`` on a value that is not itself a call in this place, such as ``await self._task``."""

    path: str
    block: int
    order: int
    line: int


class Exit(NamedTuple):
    """``return``, ``raise``, ``break``, ``continue`` or ``yield``."""

    kind: str
    value: Value
    block: int
    order: int
    line: int


class Probe(NamedTuple):
    """A look into a mapping: ``d[key]`` being read, or ``key in d``; only of files that make a ``defaultdict``.

    ``use`` is what becomes of the entry, as in `Call`, and ``consumer`` the order of the call that gets it; ``use`` is
    ``in`` where it is only asked whether there is one. ``path`` is the mapping.
    """

    path: str
    key: Value
    use: str
    consumer: int
    block: int
    line: int


class Parameter(NamedTuple):
    """A parameter: its name without sigil, the path of its annotation, and whether it has a default.

    ``shared`` is that default where it is a display or a call: one thing for all calls that do not pass another.
    """

    name: str
    annotation: str
    optional: bool
    shared: Value = NOTHING


class Function(NamedTuple):
    """A function or method; also the body of a class (``kind`` is ``class``) and of a module (``module``).

    ``owner`` is the qualified name of the class it is a method of, ``parent`` that of the function around it; both
    are empty where there is none. ``decorators`` are paths, ``outer`` those of the names that it declares ``nonlocal``.
    """

    kind: str
    name: str
    qualname: str
    owner: str
    parent: str
    is_async: bool
    params: tuple[Parameter, ...]
    decorators: tuple[Value, ...]
    returns: str
    line: int
    end_line: int
    blocks: tuple[Block, ...]
    calls: tuple[Call, ...]
    stores: tuple[Store, ...]
    awaits: tuple[Await, ...]
    exits: tuple[Exit, ...]
    probes: tuple[Probe, ...] = ()
    outer: tuple[str, ...] = ()


class Class(NamedTuple):
    """A class: ``bases`` and ``decorators`` are paths."""

    name: str
    qualname: str
    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    line: int
    end_line: int


class FileFacts(NamedTuple):
    """Everything that the rules know of one file.

    ``loaded`` are the names of all attributes that it reads, ``beyond`` the paths that it reads and that begin neither
    at ``self`` nor at a local name.
    """

    path: str
    module: str
    lines: int
    classes: tuple[Class, ...]
    functions: tuple[Function, ...]
    loaded: tuple[str, ...]
    beyond: tuple[str, ...] = ()
