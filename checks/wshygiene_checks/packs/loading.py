"""Reads the packs beside this file and the user's own pairs, and indexes them.

Parsing TOML takes longer than checking a small file does, so the parsed packs are kept next to the byte code, as
Python keeps its own, and are used while the packs and the schema stay as they were.
"""

from __future__ import annotations

import marshal
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.util import cache_from_source
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar, cast

from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.packs.reading import SAMPLE_KEYS, PackError, check_names, record
from wshygiene_checks.packs.schema import Entry, EntryPoint, Knowledge, Owner, Vocabulary

FOLDER = Path(__file__).parent
USER = "pyproject"
TABLES = ("library", "version", "source", "pair", "owner", "entry", "vocabulary")

Called = TypeVar("Called")
Tables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """Code of one entry that must be reported, by this rule, and code that must not; either may be empty."""

    entry: Entry
    flagged: str
    flagged_by: str
    fine: str


def load(extra: Sequence[Mapping[str, object]] = ()) -> Knowledge:
    """What the built-in packs and the user's pairs (`[[tool.wshygiene.pairs]]`) say.

    Raises `PackError`, in one sentence with the place, the value and the choices, for what the schema does not know.
    """
    digest, packs = _built_in()
    own = tuple(_user_entry(table, number) for number, table in enumerate(extra))
    entries = chain(_entries(packs), own)
    points = [record(EntryPoint, row, f"{name}: entry", pack=name) for name, row in _rows(packs, "entry")]
    owners = [record(Owner, row, f"{name}: owner", pack=name) for name, row in _rows(packs, "owner")]
    vocabulary = record(Vocabulary, packs["vocabulary"]["vocabulary"], "vocabulary")
    return _indexed(tuple(entries), tuple(owners), tuple(points), vocabulary, _digest([digest, repr(own)]))


def samples() -> tuple[Sample, ...]:
    """The samples of all built-in entries."""
    packs = _parsed(_sources())
    tables = [row for _, row in _rows(packs, "pair")]
    return tuple(
        Sample(entry, *(str(table.get(key, "")) for key in ("flagged", "flagged_by", "fine")))
        for entry, table in zip(_entries(packs), tables, strict=True)
    )


@cache
def _built_in() -> tuple[str, Mapping[str, Tables]]:
    sources = _sources()
    digest = _digest([*sources.values(), (FOLDER / "schema.py").read_bytes()])
    place = Path(cache_from_source(os.fspath(FOLDER / "packs.py"))).with_suffix(".marshal")
    kept = _kept(place, digest)
    if kept is None:
        kept = _without_samples(_parsed(sources))
        _keep(place, digest, kept)
    return digest, kept


def _sources() -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.toml"))}


def _digest(parts: Iterable[str | bytes]) -> str:
    state = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(b"%d:" % len(data) + data)
    return state.hexdigest()


def _parsed(sources: Mapping[str, bytes]) -> dict[str, Tables]:
    return {name: _pack(name, data) for name, data in sources.items()}


def _pack(name: str, data: bytes) -> Tables:
    try:
        tables = tomllib.loads(data.decode())
    except ValueError as error:
        raise PackError(f"{name}.toml: is not TOML: {error}.") from error
    for key in tables:
        if key not in TABLES:
            known = ", ".join(TABLES)
            raise PackError(f"{name}: has an unknown table `{key}`. Known: {known}.{did_you_mean(key, TABLES)}")
    return tables


def _without_samples(packs: Mapping[str, Tables]) -> dict[str, Tables]:
    for _, row in _rows(packs, "pair"):
        for key in SAMPLE_KEYS:
            row.pop(key, None)
    return dict(packs)


def _kept(place: Path, digest: str) -> dict[str, Tables] | None:
    with suppress(OSError, EOFError, ValueError, TypeError):
        known, packs = marshal.loads(place.read_bytes())
        return cast(dict[str, Tables], packs) if known == digest else None
    return None


def _keep(place: Path, digest: str, packs: dict[str, Tables]) -> None:
    if sys.dont_write_bytecode:
        return
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    with suppress(OSError):  # a folder that cannot be written costs some milliseconds each time, and nothing else
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(marshal.dumps((digest, packs)))
        unfinished.replace(place)


def _rows(packs: Mapping[str, Tables], table: str) -> Iterator[tuple[str, Tables]]:
    return ((name, row) for name, tables in packs.items() for row in tables.get(table, ()))


def _entries(packs: Mapping[str, Tables]) -> Iterator[Entry]:
    for name, row in _rows(packs, "pair"):
        given = {} if "source" in row else {"source": packs[name].get("source", "read")}
        place = f"{name}: {row.get('id', 'pair')}"
        yield _checked(record(Entry, {**row, **given}, place, pack=name), place)


def _user_entry(table: Mapping[str, object], number: int) -> Entry:
    place = f"pairs[{number}]"
    named = {"id": f"{USER}-{number}", "kind": "listener", "source": "user"}
    defaults = {"returns": "nothing", "release_on": "receiver"} if "returns" not in table else {}
    return _checked(record(Entry, {**named, **defaults, "receivers": ["*"], **table}, place, pack=USER), place)


def _checked(entry: Entry, place: str) -> Entry:
    check_names(entry.acquire, f"{place}: acquire")
    check_names((*entry.release, *entry.release_all), f"{place}: release")
    check_names((name for name in (*entry.receivers, *entry.receiver_names) if name != "*"), f"{place}: receivers")
    if any(name.startswith(".") for name in entry.acquire) and not entry.receivers and not entry.receiver_names:
        raise PackError(f'{place} has a method to acquire but no receiver. Expected: receivers, ["*"] for any.')
    return entry


def _indexed(
    entries: tuple[Entry, ...],
    owners: tuple[Owner, ...],
    points: tuple[EntryPoint, ...],
    vocabulary: Vocabulary,
    digest: str,
) -> Knowledge:
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
