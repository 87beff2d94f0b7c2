"""What ends a timer, thread or task in the ``__del__`` of its own object, as evidence that it never does."""

from __future__ import annotations

from wshygiene_checks.finding import Evidence
from wshygiene_checks.project import Obligation
from wshygiene_checks.rules.findings import seen_at


def never_run(obligation: Obligation) -> list[Evidence]:
    """Where the object would end it when it is collected, which cannot be before it has ended."""
    said = "cannot run before this has ended: what runs holds its object"
    return [seen_at(did, f"`{did.unit.function.name}()` {said}") for did in obligation.vain[:1]]
