"""Finds rules: by code or name, and by the kind of resource that leaked."""

from __future__ import annotations

from wshygiene_checks.catalogue import connections, growth, handlers, limits, order, suppressions, tasks
from wshygiene_checks.catalogue.record import Rule
from wshygiene_checks.nearest import did_you_mean, nearest_rule

#: All rules in the order of their codes, each run-time rule before its causes.
RULES: tuple[Rule, ...] = (
    *suppressions.RULES,
    *handlers.RULES,
    *tasks.RULES,
    *growth.RULES,
    *connections.RULES,
    *limits.RULES,
    *order.RULES,
)

_BY_CODE = {rule.code: rule for rule in RULES}
_BY_NAME = {rule.name: rule for rule in RULES}
_RUN_TIME_CODES = {kind: rule.code for rule in RULES if rule.side == "run-time" for kind in rule.kinds}


class UnknownRule(KeyError):
    """No rule has this code or name; the text offers the nearest one."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError itself would print the text in quotes


class UnknownKind(KeyError):
    """Nothing of this kind is ever reported; the text offers the nearest kind and lists them all."""

    def __str__(self) -> str:
        return str(self.args[0])


def rule(code_or_name: str) -> Rule:
    """The rule with this code or name, in upper or lower case."""
    found = _BY_CODE.get(code_or_name.upper()) or _BY_NAME.get(code_or_name.lower())
    if found is None:
        raise UnknownRule(f'"{code_or_name}" is not a rule.{_nearest_rule(code_or_name)} `wshygiene rules` lists them.')
    return found


def run_time_code(kind: str) -> str:
    """The code under which a leak of this kind is reported at run time."""
    if kind not in _RUN_TIME_CODES:
        kinds = ", ".join(_RUN_TIME_CODES)
        raise UnknownKind(f'"{kind}" is not a kind. Kinds: {kinds}.{did_you_mean(kind, _RUN_TIME_CODES)}')
    return _RUN_TIME_CODES[kind]


def sources_for(kind: str) -> tuple[Rule, ...]:
    """The source rules that may explain a leak of this kind: first those for which it is the usual outcome."""
    run_time_code(kind)
    causes = [rule for rule in RULES if rule.side == "source" and kind in rule.kinds]
    return tuple(sorted(causes, key=lambda rule: rule.kinds.index(kind)))


def _nearest_rule(word: str) -> str:
    return nearest_rule(word, _BY_CODE if word.upper().startswith("WSH") else _BY_NAME)
