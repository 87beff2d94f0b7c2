"""Reads the packs beside this file and the user's own pairs, and indexes them.

Parsing TOML takes longer than checking a small file does, so what was read is kept next to the byte code, as Python
keeps its own, and is used while the packs and their readers stay as they were.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from typing import Any, NamedTuple, TypeVar, cast

from wshygiene_checks.digests import blake2b
from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.packs.keeping import Plain, Records, plain, restored
from wshygiene_checks.packs.schema import Entry, EntryPoint, Knowledge, Owner, PackError, Vocabulary

FOLDER = os.path.dirname(__file__)
READERS = ("schema.py", "reading.py", "keeping.py")
USER = "pyproject"
TABLES = ("library", "version", "source", "pair", "owner", "entry", "vocabulary")

Called = TypeVar("Called")
Tables = dict[str, Any]


class Sample(NamedTuple):
    """Code of one entry that must be reported, by this rule, and code that must not; either may be empty."""

    entry: Entry
    flagged: str
    flagged_by: str
    fine: str


def load(extra: Sequence[Mapping[str, object]] = ()) -> Knowledge:
    """What the built-in packs and the user's pairs (`[[tool.wshygiene.pairs]]`) say.

    Raises `PackError`, in one sentence with the place, the value and the choices, for what the schema does not know.
    """
    digest, built_in = _built_in()
    own = tuple(_user_entry(table, number) for number, table in enumerate(extra))
    return _indexed(built_in._replace(entries=(*built_in.entries, *own)), _digest([digest, repr(own)]))


def samples() -> tuple[Sample, ...]:
    """The samples of all built-in entries."""
    packs = _parsed(_sources())
    tables = [row for _, row in _rows(packs, "pair")]
    return tuple(
        Sample(entry, *(str(table.get(key, "")) for key in ("flagged", "flagged_by", "fine")))
        for entry, table in zip(_entries(packs), tables, strict=True)
    )


@cache
def _built_in() -> tuple[str, Records]:
    sources = _sources()
    digest = _digest([*sources.values(), *[_bytes(name) for name in READERS]])
    place = f"{os.path.splitext(cache_from_source(os.path.join(FOLDER, 'packs.py')))[0]}.marshal"
    kept = _kept(place, digest)
    if kept is not None:
        return digest, restored(kept)
    records = _read(_parsed(sources))
    _keep(place, digest, plain(records))
    return digest, records


def _sources() -> dict[str, bytes]:
    names = sorted(name for name in os.listdir(FOLDER) if name.endswith(".toml"))
    return {name.removesuffix(".toml"): _bytes(name) for name in names}


def _bytes(name: str) -> bytes:
    with open(os.path.join(FOLDER, name), "rb") as file:
        return file.read()


def _read(packs: Mapping[str, Tables]) -> Records:
    from wshygiene_checks.packs.reading import record  # only where nothing is kept

    return Records(
        tuple(_entries(packs)),
        tuple(record(Owner, row, f"{name}: owner", pack=name) for name, row in _rows(packs, "owner")),
        tuple(record(EntryPoint, row, f"{name}: entry", pack=name) for name, row in _rows(packs, "entry")),
        record(Vocabulary, packs["vocabulary"]["vocabulary"], "vocabulary"),
    )


def _digest(parts: Iterable[str | bytes]) -> str:
    state = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(b"%d:" % len(data) + data)
    return state.hexdigest()


def _parsed(sources: Mapping[str, bytes]) -> dict[str, Tables]:
    return {name: _pack(name, data) for name, data in sources.items()}


def _pack(name: str, data: bytes) -> Tables:
    import tomllib

    try:
        tables = tomllib.loads(data.decode())
    except ValueError as error:
        raise PackError(f"{name}.toml: is not TOML: {error}.") from error
    for key in tables:
        if key not in TABLES:
            known = ", ".join(TABLES)
            raise PackError(f"{name}: has an unknown table `{key}`. Known: {known}.{did_you_mean(key, TABLES)}")
    return tables


def _kept(place: str | os.PathLike[str], digest: str) -> dict[str, list[Plain]] | None:
    with suppress(OSError, EOFError, ValueError, TypeError), open(place, "rb") as file:
        known, kept = marshal.load(file)
        return cast(dict[str, list[Plain]], kept) if known == digest else None
    return None


def _keep(place: str | os.PathLike[str], digest: str, kept: dict[str, list[Plain]]) -> None:
    if sys.dont_write_bytecode:
        return
    folder, name = os.path.split(place)
    unfinished = os.path.join(folder, f".{name}.{os.getpid()}")
    with suppress(OSError):  # a folder that cannot be written costs some milliseconds each time, and nothing else
        os.makedirs(folder, exist_ok=True)
        with open(unfinished, "wb") as file:
            marshal.dump((digest, kept), file)
        os.replace(unfinished, place)


def _rows(packs: Mapping[str, Tables], table: str) -> Iterator[tuple[str, Tables]]:
    return ((name, row) for name, tables in packs.items() for row in tables.get(table, ()))


def _entries(packs: Mapping[str, Tables]) -> Iterator[Entry]:
    from wshygiene_checks.packs.reading import record

    for name, row in _rows(packs, "pair"):
        given = {} if "source" in row else {"source": packs[name].get("source", "read")}
        place = f"{name}: {row.get('id', 'pair')}"
        yield _checked(record(Entry, {**row, **given}, place, pack=name), place)


def _user_entry(table: Mapping[str, object], number: int) -> Entry:
    from wshygiene_checks.packs.reading import record

    place = f"pairs[{number}]"
    named = {"id": f"{USER}-{number}", "source": "user", "receivers": ["*"]}
    entry = _checked(record(Entry, {**named, **_guessed(table), **table}, place, pack=USER), place)
    if not entry.acquire:
        raise PackError(f"{place}: acquire is empty. Expected: names of calls, `package.function` or `.method`.")
    if not entry.is_of_use:
        raise PackError(f"{place} has no `release`. Expected: names of calls that undo what `acquire` does.")
    return entry


def _guessed(table: Mapping[str, object]) -> dict[str, object]:
    """What a pair of two names means: a call by its full name opens what its methods close, any other registers."""
    acquire, release = _words(table.get("acquire")), _words(table.get("release"))
    opens = release and all("." not in name for name in release) and not any(name.startswith(".") for name in acquire)
    if "kind" not in table and "handler_arg" not in table and opens:
        return {"kind": "connection"}
    defaults = {} if "returns" in table else {"returns": "nothing", "release_on": "receiver"}
    return {"kind": "listener", **defaults}


def _words(value: object) -> list[str]:
    return [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]


def _checked(entry: Entry, place: str) -> Entry:
    from wshygiene_checks.packs.reading import check_names

    check_names(entry.acquire, f"{place}: acquire")
    check_names((*entry.release, *entry.release_all), f"{place}: release")
    check_names((name for name in (*entry.receivers, *entry.receiver_names) if name != "*"), f"{place}: receivers")
    if any(name.startswith(".") for name in entry.acquire) and not entry.receivers and not entry.receiver_names:
        raise PackError(f'{place} has a method to acquire but no receiver. Expected: receivers, ["*"] for any.')
    return entry


def _indexed(records: Records, digest: str) -> Knowledge:
    entries, owners, points, vocabulary = records
    acquiring = [(name, entry) for entry in entries for name in entry.acquire]
    taking = [(name, owner) for owner in owners for name in owner.calls]
    releases = {name for entry in entries for name in (*entry.release, *entry.release_all)}
    return Knowledge(
        entries=entries,
        owners=owners,
        entry_points=points,
        vocabulary=vocabulary,
        by_qualified=_by_name(acquiring, method=False),
        by_method=_by_name(acquiring, method=True),
        owners_by_qualified=_by_name(taking, method=False),
        owners_by_method=_by_name(taking, method=True),
        releases=frozenset(name for name in releases if "." not in name),
        release_functions=frozenset(name for name in releases if "." in name),
        digest=digest,
    )


def _by_name(pairs: Iterable[tuple[str, Called]], *, method: bool) -> dict[str, tuple[Called, ...]]:
    found: dict[str, tuple[Called, ...]] = {}
    for name, called in pairs:
        if name.startswith(".") is method:
            key = name.removeprefix(".")
            found[key] = (*found.get(key, ()), called)
    return found
