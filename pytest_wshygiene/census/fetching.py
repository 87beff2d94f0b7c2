"""Fetching the same names from the same namespaces again and again.

Looking names up by key takes longer than measuring what is there. So what fetches them is compiled, once for its names:
Python then remembers where in a module's globals each of them stands. Nothing of the program's own is run by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from keyword import iskeyword
from types import CodeType, FunctionType
from typing import Any

Space = Mapping[str, Any]
#: Names in one namespace, by what is done with their values.
Groups = tuple[tuple[str, ...], ...]
#: Returns a list of values for each group; it raises KeyError or NameError where a name is gone.
Fetch = Callable[[Sequence[Space]], Sequence[list[Any]]]

#: Modules, and rows of other namespaces, whose code is kept: after an import most of it is wanted again.
_MODULES, _ROWS = 1024, 16


def from_globals(space: dict[str, Any], names: Groups) -> Fetch:
    """Fetch from a module's namespace, whatever is passed.

    For a name that is gone there may be a built-in instead: the caller has to look at the types.
    """
    return FunctionType(_own(_code_for_globals(names)), space, None, (space,))


def from_spaces(names: Sequence[Groups]) -> Fetch:
    """Fetch from a row of namespaces, which is passed; each has names of its own, in equally many groups."""
    return FunctionType(_own(_code_for_spaces(tuple(names))), {})


def _own(code: CodeType) -> CodeType:
    """A copy: what Python has remembered in the code of one module would be of no use to another, and be forgotten."""
    return code.replace()


@lru_cache(_MODULES)
def _code_for_globals(names: Groups) -> CodeType:
    written = [[name if _is_plain(name) else f"space[{name!r}]" for name in group] for group in names]
    return _compiled(f"def fetch(spaces, space):\n    return {_lists(written)}\n")


@lru_cache(_ROWS)
def _code_for_spaces(names: tuple[Groups, ...]) -> CodeType:
    row = [f"space_{at}" for at in range(len(names))]
    written = [
        [[f"{space}[{name!r}]" for name in group] for group in groups] for space, groups in zip(row, names, strict=True)
    ]
    joined = [chain.from_iterable(group) for group in zip(*written, strict=True)]
    return _compiled(f"def fetch(spaces):\n    [{', '.join(row)}] = spaces\n    return {_lists(joined)}\n")


def _is_plain(name: str) -> bool:
    """True for a name that stands for itself in source: Python writes others than ASCII in several ways."""
    return name.isidentifier() and name.isascii() and not iskeyword(name) and name not in ("space", "spaces")


def _lists(groups: Iterable[Iterable[str]]) -> str:
    return ", ".join(f"[{', '.join(values)}]" for values in groups)


def _compiled(source: str) -> CodeType:
    [code] = [each for each in compile(source, f"<{__name__}>", "exec").co_consts if isinstance(each, CodeType)]
    return code
