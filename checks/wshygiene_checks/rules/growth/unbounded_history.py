"""WSH306: every message is appended to a list or deque that nothing trims."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, lower, seen
from wshygiene_checks.rules.growth.container_only_grows import is_history, judge_growth, lonely_growths
from wshygiene_checks.rules.growth.growing_text import growing_text
from wshygiene_checks.rules.growth.timing import surely_runs_again
from wshygiene_checks.rules.growth.wording import key_text

CODE = "WSH306"


def find(project: Project) -> Iterator[Finding]:
    """Lists, deques and texts without a limit to which the code that runs for each message or connection adds."""
    yield from growing_text(project)
    for growth in lonely_growths(project):
        judged = judge_growth(project, growth) if is_history(growth) else None
        if judged is None:
            continue
        container, addition = growth.container, growth.addition
        what = key_text(addition.key)
        name, function = container.name_in(addition.unit), addition.unit.function.qualname
        yield finding(
            CODE,
            addition.unit,
            addition.what,
            f"`{function}()` appends {f'`{what}`' if what else 'an entry'} to `{name}` each time it runs, and nothing "
            f"in the project trims it. It keeps everything that was ever appended. Use a `deque` with a `maxlen`, or "
            f"drop the oldest entries.",
            subject=container.path if container.family else container.attribute,
            confidence=judged[0] if surely_runs_again(project, addition.unit) else lower(judged[0]),
            owner=container.owner,
            evidence=(seen(container.unit, container.store, f"`{name}` is made here"), *judged[1]),
        )
