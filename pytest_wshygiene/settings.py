"""What the user asked for: ini keys, flags and markers, checked once, before any test runs.

A wrong word is one error that names the value, the place and the choices; it never silently means "off".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from pytest_wshygiene.keys import DEFAULT_SETTLE, INI_KEYS
from pytest_wshygiene.model import KINDS, MODES, MORE, Leak
from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.reporters import built

MARKER_KEYS: tuple[str, ...] = ("mode", "kinds", "ignore", "settle", "registries")


class SettingsError(ValueError):
    """A value that cannot be used; the text says which, where, and what could stand there."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """A leak to leave alone: all given patterns (shell wildcards) must match; ``reason`` is why it is all right.

    ``function`` matches any function on the birth stack, ``created_by`` only the first-party one that created it,
    ``path`` any file on the birth stack, ``owner`` the node id or fixture name, ``subject`` the thing itself.
    """

    reason: str
    kind: str = "*"
    owner: str = "*"
    function: str = "*"
    created_by: str = "*"
    path: str = "*"
    subject: str = "*"

    def matches(self, leak: Leak) -> bool:
        """True when this filter covers the leak."""
        functions = [line.function for line in leak.birth]
        return (
            fnmatchcase(leak.kind, self.kind)
            and (fnmatchcase(leak.owner.nodeid, self.owner) or fnmatchcase(leak.owner.fixture or "", self.owner))
            and (self.function == "*" or any(_names(name, self.function) for name in functions))
            and (self.created_by == "*" or _names(functions[0] if functions else "", self.created_by))
            and (self.path == "*" or any(fnmatchcase(line.path, self.path) for line in leak.birth))
            and fnmatchcase(leak.subject, self.subject)
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one owner: the session's settings, changed by the marker of a test."""

    mode: str = "off"
    kinds: frozenset[str] = frozenset(KINDS)
    settle: float = DEFAULT_SETTLE
    ignores: tuple[Ignore, ...] = ()
    registries: tuple[str, ...] = ()
    discover: tuple[str, ...] = ()
    judge_failed: bool = False


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """One ``--wshygiene-report=FORMAT[:PATH]``; without a path it goes to the terminal."""

    format: str
    path: str | None


def parse_mode(value: str, place: str) -> str:
    """A mode word."""
    if value not in MODES:
        raise SettingsError(_wrong(place, value, "a mode", "Modes", MODES))
    return value


def parse_kinds(values: object, place: str) -> frozenset[str]:
    """Kind words; hyphens may stand for the spaces of a kind's name. Nothing given means all of them;
    the words that ask for more do not leave anything else out."""
    words = _words(values, place)
    if not set(words) - {"all", *MORE}:
        return frozenset(KINDS) | frozenset(words) - {"all"}
    kinds = set()
    for word in words:
        kind = word.replace("-", " ").replace("_", " ")
        if kind not in (*KINDS, *MORE):
            known = [known.replace(" ", "-") for known in (*KINDS, *MORE)]
            raise SettingsError(_wrong(place, word, "a kind", "Kinds", known))
        kinds.add(kind)
    return frozenset(kinds)


def parse_settle(value: object, place: str) -> float:
    """Seconds, zero or more, at most a minute."""
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 60:
        raise SettingsError(f'{place} = "{value}" is not a time. Seconds from 0 to 60, such as 0.5.')
    return seconds


def parse_bool(value: object, place: str) -> bool:
    """true or false, as ini files spell it."""
    if str(value).lower() not in ("true", "false"):
        raise SettingsError(_wrong(place, str(value), "a switch", "Values", ["true", "false"]))
    return str(value).lower() == "true"


def parse_ignore(text: str, place: str, reason: str | None = None) -> Ignore:
    """One filter line, ``FIELD=PATTERN ... because REASON``; the reason may come separately."""
    patterns, _, given = text.partition(" because ")
    reason = reason or given.strip()
    if not reason:
        raise SettingsError(f'{place} = "{text}" gives no reason. Write: FIELD=PATTERN ... because REASON.')
    fields = [name for name in Ignore.__slots__ if name != "reason"]
    chosen: dict[str, str] = {}
    for word in patterns.split():
        name, equals, pattern = word.partition("=")
        name = name.replace("-", "_")
        if not equals or name not in fields:
            shown = [field.replace("_", "-") for field in fields]
            hint = did_you_mean(name, shown)
            raise SettingsError(f'{place} = "{word}" is not a filter (FIELD=PATTERN). Fields: {_list(shown)}.{hint}')
        if not pattern or name in chosen:
            raise SettingsError(f'{place} = "{text}": give `{name}` one pattern, such as {name}=*.')
        chosen[name] = _kind_pattern(pattern, place) if name == "kind" else pattern
    if not chosen:
        raise SettingsError(f'{place} = "{text}" would ignore everything. Name at least one FIELD=PATTERN.')
    return Ignore(reason=reason, **chosen)


def _kind_pattern(pattern: str, place: str) -> str:
    spaced = pattern.replace("-", " ")
    if not any(fnmatchcase(kind, spaced) for kind in KINDS):
        raise SettingsError(_wrong(place, pattern, "a kind", "Kinds", [known.replace(" ", "-") for known in KINDS]))
    return spaced


def parse_packages(values: object, place: str) -> tuple[str, ...]:
    """Names of packages or modules; whether they can be imported is looked up later."""
    names = tuple(dict.fromkeys(_words(values, place)))
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise SettingsError(f'{place} = "{name}" is not the name of a package. Write it as it is imported.')
    return names


def parse_registry(text: str, place: str) -> str:
    """A path ``package.module:NAME`` with any attributes behind it; whether it imports is looked up later."""
    name = r"[A-Za-z_]\w*"
    if not re.fullmatch(rf"{name}(\.{name})*:{name}(\.{name})*", text):
        raise SettingsError(f'{place} = "{text}" is not a registry path. Write it as package.module:NAME.attr.')
    return text


def parse_report(text: str) -> ReportRequest:
    """``FORMAT`` or ``FORMAT:PATH``."""
    name, _, path = text.partition(":")
    place = "--wshygiene-report"
    formats = built("run-time")
    if name not in formats:
        raise SettingsError(_wrong(place, name, "a report format", "Formats", formats))
    return ReportRequest(name, path or None)


def apply_marker(terms: Terms, marks: Iterable[tuple[Sequence[Any], Mapping[str, Any]]], nodeid: str) -> Terms:
    """The terms of one test: the session's, changed by each of its markers, outermost first."""
    for args, kwargs in marks:
        where = f"@pytest.mark.wshygiene on {nodeid}:"
        if args:
            known = _list(MARKER_KEYS)
            raise SettingsError(f"{where} takes keyword arguments only, got {args[0]!r}. Arguments: {known}.")
        for name, value in kwargs.items():
            terms = _changed(terms, name, value, where)
    return terms


def _changed(terms: Terms, name: str, value: Any, where: str) -> Terms:
    place = f"{where} {name}"
    match name:
        case "mode":
            return replace(terms, mode=parse_mode(str(value), place))
        case "kinds":
            return replace(terms, kinds=parse_kinds(value, place))
        case "settle":
            return replace(terms, settle=parse_settle(value, place))
        case "ignore":
            lines = [value] if isinstance(value, str) else _list_of_text(value, place)
            return replace(terms, ignores=terms.ignores + tuple(parse_ignore(line, place) for line in lines))
        case "registries":
            lines = [value] if isinstance(value, str) else _list_of_text(value, place)
            return replace(terms, registries=terms.registries + tuple(parse_registry(line, place) for line in lines))
        case _:
            raise SettingsError(_wrong(where, name, "an argument", "Arguments", MARKER_KEYS))


def unknown_key(name: str, place: str) -> SettingsError:
    """The error for an ini key that starts like ours and is not."""
    return SettingsError(_wrong(place, name, "a setting", "Settings", list(INI_KEYS)))


def _words(values: object, place: str) -> list[str]:
    if isinstance(values, str):
        return [word for word in re.split(r"[,\s]+", values) if word]
    return [word for value in _list_of_text(values, place) for word in re.split(r"\s*,\s*", value) if word]


def _list_of_text(values: object, place: str) -> list[str]:
    if isinstance(values, (list, tuple, set, frozenset)) and all(isinstance(value, str) for value in values):
        return list(values)
    raise SettingsError(f"{place} = {values!r} is not text or a list of texts.")


def _names(function: str, pattern: str) -> bool:
    return fnmatchcase(function, pattern) or fnmatchcase(function.rpartition(".")[2], pattern)


def _list(choices: Iterable[str]) -> str:
    return ", ".join(choices)


def _wrong(place: str, value: str, what: str, title: str, choices: Sequence[str]) -> str:
    separator = "" if place.endswith(":") else " ="
    return f'{place}{separator} "{value}" is not {what}. {title}: {_list(choices)}.{did_you_mean(value, choices)}'
