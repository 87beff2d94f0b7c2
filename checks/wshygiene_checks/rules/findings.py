"""What every rule shares: how a finding is put together from facts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wshygiene_checks.facts import Await, Block, Call, Exit, Store
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Did, Unit

Anchor = Call | Store | int  # a statement with a body is known by its line


def finding(
    code: str,
    unit: Unit,
    anchor: Anchor,
    message: str,
    *,
    subject: str,
    confidence: Confidence = "high",
    owner: str = "",
    evidence: Iterable[Evidence] = (),
) -> Finding:
    """A finding at a call, an assignment, or the statement on a line.

    ``subject`` is the thing that leaks, in source terms; ``owner`` the qualified name of who should release it, by
    default the function that the anchor is in.
    """
    if isinstance(anchor, int):
        line, column, end_line, end_column = anchor, 0, anchor, 0
    else:
        line, column, end_line, end_column = anchor.line, anchor.column, anchor.end_line, anchor.end_column
    return Finding(
        code=code,
        path=unit.file.path,
        line=line,
        column=column + 1,
        end_line=end_line,
        end_column=end_column + 1,
        message=_as_written(unit, message),
        confidence=confidence,
        owner=owner or unit.function.qualname,
        subject=plain(subject),
        evidence=tuple(evidence),
    )


def seen(unit: Unit, what: Call | Store | Await | Exit | Block | int, message: str) -> Evidence:
    """A second place that bears a finding out, in the same or another file; an integer is a line."""
    return Evidence(unit.file.path, what if isinstance(what, int) else what.line, _as_written(unit, message))


def seen_at(did: Did[Call] | Did[Store] | Did[Await] | Did[Exit] | Did[Block], message: str) -> Evidence:
    """The place where something is done, as evidence."""
    return seen(did.unit, did.what, message)


def _as_written(unit: Unit, message: str) -> str:
    """What a file has itself is told by the name that it has there: without the module in front.

    One without a dot stays, since a variable may be called the same.
    """
    module = unit.file.module
    return message.replace(f"`{module}.", "`") if "." in module else message


def plain(path: str) -> str:
    """A path as a person writes it: locals without sigil, elements as ``[...]``, what an application has by name."""
    if ".__getitem__." in path:
        path = re.sub(r"\.__getitem__\.(\w+)", r'["\1"]', path)
    if ".__key__." in path:
        path = re.sub(r"\.__key__\.(\w+)", r"[\1]", path)
    return path.replace("%", "").replace("[]", "[...]").replace("{}", "")


def lower(confidence: Confidence) -> Confidence:
    """One level less sure."""
    return "medium" if confidence == "high" else "info"
