"""WSH408: a server or executor is started, and nothing shuts it down."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Project
from wshygiene_checks.rules.connections.locals import Local, locals_of
from wshygiene_checks.rules.connections.owner_without_close import report
from wshygiene_checks.rules.connections.resources import SERVING, is_open, kept_by_classes
from wshygiene_checks.rules.connections.teardown import released_siblings, teardown_of
from wshygiene_checks.rules.findings import finding, plain

CODE = "WSH408"


def find(project: Project) -> Iterator[Finding]:
    """Servers kept by classes that never stop them, and servers that their function forgets."""
    for obligation, family in kept_by_classes(project, *SERVING):
        teardown = teardown_of(project, family)
        if not released_siblings(family, teardown, obligation.root) and is_open(project, obligation):
            yield report(CODE, project, obligation, family, teardown)
    for local in locals_of(project, *SERVING):
        if local.never_released and not _serves_here(project, local):
            yield _forgotten(project, local)


def _forgotten(project: Project, local: Local) -> Finding:
    acquisition = local.acquisition
    name = plain(local.name) if local.name else plain(acquisition.call.path)
    is_async = acquisition.unit.function.is_async
    how, entered = acquisition.entry.ending(is_async=is_async), acquisition.entry.or_entered(is_async, "start")
    message = (
        f"`{plain(acquisition.call.path)}` starts {_noun(acquisition)} that nothing shuts down when "
        f"`{acquisition.unit.function.name}` returns. Call `{how}` on it{entered}."
    )
    confidence: Confidence = "high" if project.roles.is_hot(acquisition.unit) and local.sure else "medium"
    return finding(CODE, acquisition.unit, acquisition.call, message, subject=name, confidence=confidence)


def _serves_here(project: Project, local: Local) -> bool:
    """Whether the function itself serves until the process ends: ``server.serve_forever()``."""
    endless = project.knowledge.vocabulary.endless_methods
    return any(did.what.name in endless for did in local.flow.methods)


def _noun(acquisition: Acquisition) -> str:
    return "a server" if acquisition.entry.kind == "server" else "an executor"
