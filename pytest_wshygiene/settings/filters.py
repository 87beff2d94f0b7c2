"""Filters: leaks that are left alone, for a stated reason, and if need be until a stated day.

A filter is a line ``FIELD=PATTERN ... because REASON; until=YYYY-MM-DD``. Patterns have shell wildcards, and are also
met by a text that is equal to them: brackets in the name of a parametrised test need no escaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from pytest_wshygiene.model import KINDS, Leak, Line
from pytest_wshygiene.settings.wording import SettingsError, listed, wrong
from wshygiene_checks.nearest import did_you_mean

FIELDS = ("kind", "owner", "function", "created_by", "path", "holder", "subject")
_UNTIL = re.compile(r";\s*until\s*=\s*(?P<day>\S*)\s*$")
_FILE = re.compile(r"[^\s:]+\.py\b")


@dataclass(frozen=True, slots=True)
class Ignore:
    """A leak to leave alone: all given patterns must match; ``reason`` is why it is all right.

    ``function`` matches any function on the birth stack, and ``created_by`` the first-party line that created it, by
    function, file, module or package. ``path`` matches any file on the birth stack or in a reference path, ``holder``
    a reference path itself, ``owner`` a node id, its last name or a fixture, ``subject`` the thing itself.
    ``until`` is the last day on which the filter counts. ``place`` and ``text`` say where it is written, and how.
    """

    reason: str
    kind: str = "*"
    owner: str = "*"
    function: str = "*"
    created_by: str = "*"
    path: str = "*"
    subject: str = "*"
    holder: str = "*"
    until: date | None = None
    place: str = field(default="", compare=False)
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f'{self.place} = "{self.text}" because {self.reason}'

    def matches(self, leak: Leak) -> bool:
        """True when this filter covers the leak."""
        files = [line.path for line in leak.birth]
        files += [name for holder in leak.holders for name in _FILE.findall(holder)]
        functions = [name for line in leak.birth for name in _short_and_long(line.function)]
        found = {
            "kind": [leak.kind],
            "owner": [leak.owner.fixture or "", *_names_of(leak.owner.nodeid)],
            "function": functions,
            "created_by": list(_creators(leak.birth[0])) if leak.birth else [],
            "path": files,
            "holder": leak.holders,
            "subject": [leak.subject],
        }
        return all(_fits(texts, getattr(self, name)) for name, texts in found.items())

    def has_expired(self) -> bool:
        """True from the day after its last one."""
        return self.until is not None and self.until < date.today()

    def to_dict(self) -> dict[str, Any]:
        """The filter as plain data."""
        return asdict(self) | {"until": self.until and self.until.isoformat()}

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Ignore:
        """The filter that ``to_dict`` was called on."""
        day = data["until"]
        return Ignore(**{**data, "until": date.fromisoformat(day) if day else None})


def parse_ignore(text: str, place: str, reason: str | None = None) -> Ignore:
    """One filter line; the reason may come separately. Raises SettingsError for one that cannot be meant."""
    line, until = _parse_until(text if reason is None else f"{text} because {reason}", place)
    patterns, _, reason = (part.strip() for part in line.partition(" because "))
    if not reason:
        raise SettingsError(f'{place} = "{text}" gives no reason. Write: FIELD=PATTERN ... because REASON.')
    chosen: dict[str, Any] = {}
    for word in patterns.split():
        name, pattern = _parse_word(word, place)
        if not pattern or name in chosen:
            raise SettingsError(f'{place} = "{text}": give `{name}` one pattern, such as {name}=*.')
        chosen[name] = _kind_pattern(pattern, place) if name == "kind" else pattern
    if not chosen:
        raise SettingsError(f'{place} = "{text}" would ignore everything. Name at least one FIELD=PATTERN.')
    return Ignore(reason, until=until, place=place, text=patterns, **chosen)


def _parse_until(text: str, place: str) -> tuple[str, date | None]:
    found = _UNTIL.search(text)
    if found is None:
        return text, None
    try:
        return text[: found.start()], date.fromisoformat(found["day"])
    except ValueError:
        raise SettingsError(f'{place}: until="{found["day"]}" is not a day. Expected: until=YYYY-MM-DD.') from None


def _parse_word(word: str, place: str) -> tuple[str, str]:
    name, equals, pattern = word.partition("=")
    name = name.replace("-", "_")
    if not equals or name not in FIELDS:
        shown = [known.replace("_", "-") for known in FIELDS]
        hint = did_you_mean(name, shown)
        raise SettingsError(f'{place} = "{word}" is not a filter (FIELD=PATTERN). Fields: {listed(shown)}.{hint}')
    return name, pattern


def _kind_pattern(pattern: str, place: str) -> str:
    spaced = pattern.replace("-", " ")
    if not any(fnmatchcase(kind, spaced) for kind in KINDS):
        raise SettingsError(wrong(place, pattern, "a kind", "Kinds", [known.replace(" ", "-") for known in KINDS]))
    return spaced


def _fits(texts: Iterable[str], pattern: str) -> bool:
    return pattern == "*" or any(text == pattern or fnmatchcase(text, pattern) for text in texts)


def _names_of(nodeid: str) -> list[str]:
    """The node id, the name at its end, and both without parameters."""
    path, separator, names = nodeid.partition("::")
    plain = path + separator + names.partition("[")[0]
    name = names[len(names.partition("[")[0].rpartition("::")[0]) :].removeprefix("::")
    return [nodeid, plain, name, name.partition("[")[0]]


def _short_and_long(function: str) -> tuple[str, str]:
    return function, function.rpartition(".")[2]


def _creators(line: Line) -> Iterable[str]:
    """Function, file, module and the packages around it."""
    yield from _short_and_long(line.function)
    yield line.path
    module = re.sub(r"(/__init__)?\.py$", "", line.path).replace("/", ".")
    while module:
        yield module
        module = module.rpartition(".")[0]
