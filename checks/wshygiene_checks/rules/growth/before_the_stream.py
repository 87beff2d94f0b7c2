"""Entries that a stream removes when it ends, and that stay when the function fails before the stream has begun."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure
from wshygiene_checks.rules.growth.risks import Risk, raises, risks
from wshygiene_checks.rules.growth.siblings import same_key
from wshygiene_checks.rules.growth.steps import Step

CODE = "WSH303"


def before_the_stream(
    project: Project, container: Container, adding: list[Step], removing: list[Step]
) -> Iterator[Finding]:
    """What a function adds for the generator that it then gives away, and that only the generator removes."""
    for added in adding:
        inside = {unit.name for unit in project.nested(added.unit)}
        own = [each for each in removing if each.unit.name in inside and same_key(each.key, added.key)]
        streams = [each for each in own if _ends_a_stream(each)]
        through = {each.through.name for each in own if each.through}
        if not streams or any(each.unit.name not in {*inside, *through, added.unit.name} for each in removing):
            continue
        here = [each for each in removing if each.unit.name == added.unit.name]
        for risk in chain(risks(project, added.unit), raises(added.unit)):
            follows = added.what.line < risk.line and may_follow(added.unit, added.what.block, risk.block)
            if follows and not any(runs_on_failure(added.unit, risk.block, each.what.block) for each in here):
                yield _finding(container, added, streams[0], risk)
                break


def _ends_a_stream(removed: Step) -> bool:
    """Whether it stands in the ``finally`` of a generator, which runs only once that has been asked for something."""
    generates = any(leaving.kind == "yield" for leaving in removed.unit.function.exits)
    return generates and removed.unit.is_within(removed.what.block, "finally")


def _finding(container: Container, added: Step, removed: Step, risk: Risk) -> Finding:
    key, unit = plain(added.key.path), added.unit
    stream = removed.unit.function.name
    return finding(
        CODE,
        unit,
        added.what,
        f"`{container.name}` keeps `{key}` when {risk.what} in `{unit.function.qualname}()` fails: only the `finally` "
        f"of `{stream}()` removes it, which has not begun by then. Add it behind that, or in `{stream}()` itself.",
        subject=container.path if container.family else container.attribute,
        confidence="medium",
        owner=unit.function.qualname,
        evidence=(
            seen(removed.unit, removed.what, f"`{key}` is removed here, once the stream has begun"),
            seen(unit, risk.line, "the function may end here"),
            seen(container.unit, container.store, f"`{container.name}` is made here"),
        ),
    )
