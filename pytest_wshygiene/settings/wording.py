"""How a wrong word is answered: value, place and choices in one sentence, and the nearest right one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wshygiene_checks.nearest import did_you_mean


class SettingsError(ValueError):
    """A value that cannot be used; the text says which, where, and what could stand there."""


def listed(choices: Iterable[str]) -> str:
    """``off, warn, fail``."""
    return ", ".join(choices)


def an(name: str) -> str:
    """A name in backticks with its article: ``an `AsyncClient` ``."""
    return f"{'an' if name.lstrip('_')[:1] in 'AEIOaeio' else 'a'} `{name}`"


def wrong(place: str, value: str, what: str, title: str, choices: Sequence[str]) -> str:
    """``wshygiene_mode = "fial" is not a mode. Modes: off, warn, fail. Did you mean "fail"?``"""
    separator = "" if place.endswith(":") else " ="
    return f'{place}{separator} "{value}" is not {what}. {title}: {listed(choices)}.{did_you_mean(value, choices)}'
