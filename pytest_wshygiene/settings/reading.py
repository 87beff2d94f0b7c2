"""How the words of ini keys, flags and markers are read: each has one reader, which checks it.

A wrong word is one error that names the value, the place and the choices; it never silently means "off".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pytest_wshygiene.model import KINDS, MODES, MORE
from pytest_wshygiene.settings.filters import Ignore, parse_ignore
from pytest_wshygiene.settings.keys import DEFAULT_SETTLE, INI_KEYS
from pytest_wshygiene.settings.wording import SettingsError, listed, wrong
from wshygiene_checks.reporters import formats

MARKER_KEYS: tuple[str, ...] = ("mode", "kinds", "ignore", "settle", "registries")


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
        raise SettingsError(wrong(place, value, "a mode", "Modes", MODES))
    return value


def parse_kinds(values: object, place: str) -> frozenset[str]:
    """Kind words; hyphens may stand for the spaces of a kind's name. Nothing given means all of them;
    the words that ask for more do not leave anything else out."""
    words = _words(values, place)
    kinds = set()
    for word in words:
        kind = word.replace("-", " ").replace("_", " ")
        if kind not in ("all", *KINDS, *MORE):
            known = [known.replace(" ", "-") for known in (*KINDS, *MORE)]
            raise SettingsError(wrong(place, word, "a kind", "Kinds", known))
        kinds.add(kind)
    is_everything = "all" in kinds or kinds <= set(MORE)
    return frozenset(kinds - {"all"} | (set(KINDS) if is_everything else set()))


def parse_settle(value: object, place: str) -> float:
    """Seconds, zero or more, at most a minute."""
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 60:
        raise SettingsError(f'{place} = "{value}" is not a time. Seconds from 0 to 60, such as 0.5.')
    return seconds


def parse_duration(text: str, place: str) -> float:
    """Seconds, from a number with its unit: ``90s``, ``20m``, ``1h``."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text.strip())
    if found is None or not float(found[1]):
        raise SettingsError(f'{place} = "{text}" is not a duration. A number and s, m or h, such as 90s, 20m or 1h.')
    return float(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2]]


def parse_bool(value: object, place: str) -> bool:
    """true or false, as ini files spell it."""
    if str(value).lower() not in ("true", "false"):
        raise SettingsError(wrong(place, str(value), "a switch", "Values", ["true", "false"]))
    return str(value).lower() == "true"


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
    known = formats("run-time")
    if name not in known:
        raise SettingsError(wrong(place, name, "a report format", "Formats", known))
    return ReportRequest(name, path or None)


def apply_marker(terms: Terms, marks: Iterable[tuple[Sequence[Any], Mapping[str, Any]]], nodeid: str) -> Terms:
    """The terms of one test: the session's, changed by each of its markers, outermost first."""
    for args, kwargs in marks:
        where = f"@pytest.mark.wshygiene on {nodeid}:"
        if args:
            known = listed(MARKER_KEYS)
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
            raise SettingsError(wrong(where, name, "an argument", "Arguments", MARKER_KEYS))


def unknown_key(name: str, place: str) -> SettingsError:
    """The error for an ini key that starts like ours and is not."""
    return SettingsError(wrong(place, name, "a setting", "Settings", list(INI_KEYS)))


def _words(values: object, place: str) -> list[str]:
    if isinstance(values, str):
        return [word for word in re.split(r"[,\s]+", values) if word]
    return [word for value in _list_of_text(values, place) for word in re.split(r"\s*,\s*", value) if word]


def _list_of_text(values: object, place: str) -> list[str]:
    if isinstance(values, (list, tuple, set, frozenset)) and all(isinstance(value, str) for value in values):
        return list(values)
    raise SettingsError(f"{place} = {values!r} is not text or a list of texts.")
