"""All rules that read source, one file each, in families as in the catalogue.

Their patterns are plain strings, which `re` compiles when the first of them is asked for: all together would take a
check of one small file longer than its judgement does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wshygiene_checks.facts import FileFacts
from wshygiene_checks.finding import Finding
from wshygiene_checks.packs import Knowledge
from wshygiene_checks.project import Project, by_root
from wshygiene_checks.rules import connections, growth, handlers, limits, tasks
from wshygiene_checks.rules.precedence import one_for_each_cause
from wshygiene_checks.settings import Lifetimes

_ALL = (*handlers.RULES, *tasks.RULES, *growth.RULES, *connections.RULES, *limits.RULES)
BUILT = frozenset(rule.code for rule in _ALL)


def find(
    files: Sequence[FileFacts],
    knowledge: Knowledge,
    selected: frozenset[str] = BUILT,
    lifetimes: Lifetimes | None = None,
) -> Iterator[Finding]:
    """All findings of the selected rules in a project, not sorted, not yet confirmed."""
    lives = lifetimes or Lifetimes()
    app_classes, entry_points = frozenset(lives.app_classes), frozenset(lives.connection_entrypoints)
    for group in by_root(files):
        project = Project(group, knowledge, app_classes=app_classes, entry_points=entry_points)
        found = [finding for rule in _ALL if rule.code in selected for finding in rule.find(project)]
        yield from one_for_each_cause(found)
