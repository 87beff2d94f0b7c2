"""The rules of the linter that would have found in source what was found at run time."""

from __future__ import annotations

import re

from pytest_wshygiene.evidence.releasing import fixture_of
from pytest_wshygiene.model import REPLACED, Leak, Line
from wshygiene_checks.catalogue import rule

# A path that ends in an attribute or an entry: somebody has kept the resource where a teardown could find it.
_STORED = re.compile(r"(\.\w+|\[[^\]]*\]|\{\.\.\.\})$")


def source_rules(kind: str, holder: str, birth: tuple[Line, ...], subject: str) -> tuple[str, ...]:
    """The source rule that describes the pattern that the run-time evidence shows: dropped, stored or re-armed."""
    stored = bool(_STORED.search(holder)) and not holder.startswith("frame of ")
    kept = stored or fixture_of(holder)
    born_in = birth[0].function if birth else ""
    codes = {
        "task": "WSH202" if kept else "WSH201",
        "timer": _timer_rule(subject, born_in, stored=stored),
        "thread": "WSH208",
        "executor": "WSH408",
        "server": "WSH408",
        "session": "WSH402" if stored else "WSH401",
        "connection": "WSH402" if stored else "WSH401",
        "socket": "WSH402" if stored else "WSH401",
        "event loop": "WSH401",
        "descriptor": "WSH401",
        "registry": "WSH302",
        "subscription": "WSH407",
        "listener": _listener_rule(subject),
    }
    code = codes.get(kind)
    return (code,) if code else ()


def rule_line(leak: Leak) -> str:
    """``WSH202 stored-task-not-cancelled, app/feed.py:63``."""
    if not leak.rules:
        return ""
    name = rule(leak.rules[0]).name
    place = f", {leak.birth[0].path}:{leak.birth[0].line}" if leak.birth else ""
    return f"{leak.rules[0]} {name}{place}"


def _timer_rule(subject: str, born_in: str, *, stored: bool) -> str:
    if subject.endswith(REPLACED):
        return "WSH206"
    if subject == f"{born_in}()":
        return "WSH204"
    return "WSH209" if stored else "WSH203"


def _listener_rule(subject: str) -> str:
    if " on logger " in subject:
        return "WSH110"
    return "WSH109" if "add_reader" in subject or "add_writer" in subject else "WSH101"
