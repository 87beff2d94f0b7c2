"""Which rules are on: by code, by the beginning of codes, by name; the more precise word counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from wshygiene_checks.nearest import nearest_rule
from wshygiene_checks.reporters.table import BY_CODE, BY_NAME, rules_of
from wshygiene_checks.settings.patterns import Patterns
from wshygiene_checks.settings.record import Settings, SettingsError


def check_selector(selector: str, place: str) -> None:
    """Raise `SettingsError`, naming ``place``, unless some rule of the linter goes by this word."""
    if not matching(selector):
        expected = "Expected: a code (WSH202), its beginning (WSH2), a name, or ALL; `wshygiene rules` lists them."
        raise SettingsError(f'{place} = "{selector}" is no rule of the linter. {expected}{instead(selector)}')


def instead(selector: str) -> str:
    """A closing sentence about a word that covers no rule of the linter; empty where there is nothing to say."""
    for rule in rules_of("run-time"):
        if selector.upper() == rule.code or selector.lower() == rule.name:
            return f" {rule.code} is told while tests run; `wshygiene rule {rule.code}` has the rules that lead to it."
    return nearest_rule(selector, [*BY_CODE, *sorted({code[:4] for code in BY_CODE}), "WSH", "ALL", *BY_NAME])


def chosen(settings: Settings, built: Iterable[str]) -> frozenset[str]:
    """The codes that are on, of those that are built."""
    wanted = (*settings.select, *settings.extend_select)
    return frozenset(code for code in built if _precision(wanted, code) > _precision(settings.ignore, code))


class PerFile:
    """The rules that are off in some files."""

    def __init__(self, ignores: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._ignores = [(Patterns([pattern]), _all_matching(selectors)) for pattern, selectors in ignores]

    def ignored(self, path: str) -> frozenset[str]:
        """The codes that are off in the file with this path relative to the project."""
        if not self._ignores:
            return frozenset()
        return frozenset[str]().union(*(codes for patterns, codes in self._ignores if patterns.match_file(path)))


def _all_matching(selectors: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(matching(selector) for selector in selectors))


def _precision(selectors: Iterable[str], code: str) -> int:
    """How much of a code is spelled out by the longest selector that covers it; -1 where none does."""
    return max((_length(selector) for selector in selectors if code in matching(selector)), default=-1)


def _length(selector: str) -> int:
    if selector.lower() in BY_NAME:
        return len("WSH000")
    return 0 if selector.upper() == "ALL" else len(selector)


@cache
def matching(selector: str) -> frozenset[str]:
    """The codes of the linter's rules that a selector covers: a code, its beginning, a name, or ALL."""
    named = BY_NAME.get(selector.lower())
    if named is not None:
        return frozenset({named.code})
    if selector.upper() == "ALL":
        return frozenset(BY_CODE)
    prefix = selector.upper()
    return frozenset(code for code in BY_CODE if prefix.startswith("WSH") and code.startswith(prefix))
