"""WSH503: the library's own limit on message size, queue length or time is switched off."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.packs.schema import Limit
from wshygiene_checks.project import Acquisition, Project
from wshygiene_checks.rules.findings import finding
from wshygiene_checks.rules.limits.settings_of_calls import switched_off

CODE = "WSH503"
_LOCAL = ("localhost", "127.0.0.1", "::1", "unix")
_SERVES = ("serve", "Server", "WebSocketResponse", "Application", "WSGIApp", "ASGIApp")


def find(project: Project) -> Iterator[Finding]:
    """Calls that accept messages or queues of any size, or wait for a peer without end."""
    for acquisition, limit, explicit in switched_off(project, CODE):
        if explicit:
            yield _finding(acquisition, limit)


def _confidence(acquisition: Acquisition, limit: Limit) -> Confidence:
    """A server takes what anybody sends; a client has chosen whom to trust, though not whether they will answer."""
    call = acquisition.call
    given = (*call.args, *[value for _, value in call.keywords])
    if any(value.kind == "constant" and any(name in value.path for name in _LOCAL) for value in given):
        return "info"
    if limit.bounds == "time":
        return "medium"
    return "high" if call.name.endswith(_SERVES) or acquisition.entry.kind == "server" else "info"


def _finding(acquisition: Acquisition, limit: Limit) -> Finding:
    call = acquisition.call
    value = call.keyword(limit.keyword)
    given = f"{limit.keyword}={value.path}" if value else limit.keyword
    default = f" (the default is {limit.default})" if limit.default not in limit.off else ""
    if limit.bounds == "time":
        lets = f"lets a peer that does not answer keep its connection: nothing bounds how long `{call.name}()` waits"
        what = "number of seconds"
    else:
        lets = f"lets one peer fill the memory of the process: nothing bounds what `{call.name}()` accepts"
        what = "number"
    message = f"`{given}` {lets}. Give the largest {what} that the application needs{default}."
    subject = f"{call.name}({given})"
    return finding(CODE, acquisition.unit, call, message, subject=subject, confidence=_confidence(acquisition, limit))
