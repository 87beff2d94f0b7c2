"""What one method takes out of a container and leaves open, where others close what they take out or what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call, Store
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Did, Family, Obligation, Project
from wshygiene_checks.rules.findings import finding, plain, seen_at
from wshygiene_checks.rules.tasks.forgotten_entries import forgotten_entries


def left_entries(code: str, project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Finding]:
    """Open things in containers that a method forgets one by one: of each container the first such method."""
    told = set()
    for obligation, family in kept:
        place = (family.main.name, obligation.root)
        if obligation.part != "[]" or place in told:
            continue
        for did in forgotten_entries(project, obligation, family, ()):
            if not _is_over_by_then(project, obligation, family, did):
                told.add(place)
                yield _finding(code, obligation, family, did)
                break


def _is_over_by_then(project: Project, obligation: Obligation, family: Family, did: Did[Call] | Did[Store]) -> bool:
    """Whether what is taken out may be closed before: whoever asks for that closes it, or it says that it is over.

    What is handed on is called when something happens, which may be the end of the very thing.
    """
    name, release = did.unit.function.name, frozenset(obligation.acquisition.entry.release)
    place = family.places[f"self.{name}"]
    if did.unit.function.parent or place.handed or place.kept:
        return True
    made = project.families.resolve(obligation.acquisition.entry.acquire[0])
    for caller, call in project.sites.named([name]):
        own = caller.owner == made or caller.owner in project.families.derived(made)
        closed = any(each.name in release for each in caller.function.calls)
        if own or closed or caller.function.parent or caller.is_within(call.block, "lambda", "except", "finally"):
            return True
    return False


def _finding(code: str, obligation: Obligation, family: Family, did: Did[Call] | Did[Store]) -> Finding:
    name, first = plain(obligation.root), did.unit.function.name
    how = obligation.acquisition.entry.ending()
    message = (
        f"`{first}()` takes out of `{name}` what `{plain(obligation.call.path)}` opened, and leaves it open. Nobody "
        f"has it then, to close it. Call `{how}` on what it takes out."
    )
    return finding(
        code,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence="medium",
        owner=family.main.definition.qualname,
        evidence=(
            seen_at(did, f"`{first}()` forgets it here"),
            *(seen_at(each, f"`{each.unit.function.name}()` closes it") for each in obligation.releases[:1]),
        ),
    )
