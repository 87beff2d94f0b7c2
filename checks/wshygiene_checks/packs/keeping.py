"""Brings the records of packs into a plain form that `marshal` can write, and back without judging them again."""

from __future__ import annotations

from typing import Any, NamedTuple

from wshygiene_checks.packs.schema import Argument, Entry, EntryPoint, Limit, Owner, Vocabulary

Plain = dict[str, Any]


class Records(NamedTuple):
    """Everything that the built-in packs say."""

    entries: tuple[Entry, ...]
    owners: tuple[Owner, ...]
    points: tuple[EntryPoint, ...]
    vocabulary: Vocabulary


def plain(records: Records) -> dict[str, list[Plain]]:
    """The fields of all records that differ from their defaults."""
    entries, owners, points, vocabulary = records
    kinds: dict[str, tuple[Any, ...]] = {"entries": entries, "owners": owners, "points": points}
    return {name: [_row(each) for each in rows] for name, rows in {**kinds, "vocabulary": (vocabulary,)}.items()}


def restored(kept: dict[str, list[Plain]]) -> Records:
    """The records that `plain` was given."""
    return Records(
        tuple([Entry(**_fields(row)) for row in kept["entries"]]),
        tuple([Owner(**row) for row in kept["owners"]]),
        tuple([EntryPoint(**_fields(row)) for row in kept["points"]]),
        Vocabulary(**kept["vocabulary"][0]),
    )


def _row(record: Any) -> Plain:
    defaults = record._field_defaults
    return {
        name: _plain(value)
        for name, value in zip(record._fields, record, strict=True)
        if name not in defaults or value != defaults[name]
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Argument):
        return value.position, value.keyword
    if isinstance(value, tuple) and value and isinstance(value[0], Limit):
        return tuple([tuple(limit) for limit in value])
    return value


def _fields(row: Plain) -> Plain:
    for name, value in row.items():
        if name.endswith("_arg"):
            row[name] = Argument(*value)
        elif name == "limits":
            row[name] = tuple([Limit(*each) for each in value])
    return row
