"""Lays the suppressions of a file over what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from wshygiene_checks.catalogue import Rule
from wshygiene_checks.finding import Finding
from wshygiene_checks.reporters.table import EXPIRED, MALFORMED, UNUSED
from wshygiene_checks.suppress.comments import Comment
from wshygiene_checks.suppress.parsing import Named


class Settled(NamedTuple):
    """``kept`` findings, those that ``comments`` suppress each with its comment, and ``notices`` about comments."""

    kept: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, Comment], ...]
    notices: tuple[Finding, ...]


def settle(
    path: str,
    findings: Iterable[Finding],
    comments: Sequence[Comment],
    judged: frozenset[str],
    complete: bool,
    today: date,
) -> Settled:
    """Sort the findings of one file.

    ``judged`` are the codes of the rules that were looked for in this file: nothing can be said about a comment that
    suppresses another. ``complete`` tells that no rule was left out, so that also a comment without codes can be
    called unused. ``today`` decides which comments have expired.
    """
    active = [comment for comment in comments if not _expired(comment, today)]
    kept: list[Finding] = []
    suppressed: list[tuple[Finding, Comment]] = []
    used: set[tuple[Comment, str]] = set()
    for finding in findings:
        matches = [comment for comment in active if _covers(comment, finding)]
        used |= {(comment, finding.code) for comment in matches}
        if matches:
            suppressed.append((finding, matches[0]))
        else:
            kept.append(finding)
    notices = [notice for comment in comments for notice in _notices(path, comment, used, judged, complete, today)]
    return Settled(tuple(kept), tuple(suppressed), tuple(notice for notice in notices if notice.code in judged))


def _covers(comment: Comment, finding: Finding) -> bool:
    wanted = comment.directive.rules
    if wanted is not None and not any(finding.code in named.codes for named in wanted):
        return False
    if comment.directive.kind == "file-ignore" or comment.first <= finding.line <= comment.last:
        return True
    return finding.line <= comment.line <= finding.end_line


def _looked_for(rule: Named, judged: frozenset[str], complete: bool) -> bool:
    """True when nothing that this word covers can have been missed."""
    return not judged.isdisjoint(rule.codes) and (complete or judged.issuperset(rule.codes))


def _expired(comment: Comment, today: date) -> bool:
    until = comment.directive.until
    return bool(until) and date.fromisoformat(until) < today


def _notices(
    path: str, comment: Comment, used: set[tuple[Comment, str]], judged: frozenset[str], complete: bool, today: date
) -> Iterator[Finding]:
    if comment.directive.problem:
        yield _about(path, comment, MALFORMED, comment.directive.problem)
    if _expired(comment, today):
        yield _about(path, comment, EXPIRED, f"the last day of this suppression was {comment.directive.until}.")
    elif comment.directive.rules is not None:
        found = {code for owner, code in used if owner == comment}
        idle = [rule for rule in comment.directive.rules if found.isdisjoint(rule.codes)]
        unused = [f"`{rule.word}`" for rule in idle if _looked_for(rule, judged, complete)]
        if unused:
            yield _about(path, comment, UNUSED, f"nothing is found here that is suppressed by {', '.join(unused)}.")
    elif complete and comment.directive.kind != "noqa" and not any(owner == comment for owner, _ in used):
        yield _about(path, comment, UNUSED, "nothing is found here that could be suppressed.")


def _about(path: str, comment: Comment, rule: Rule, message: str) -> Finding:
    rules = comment.directive.rules
    return Finding(
        code=rule.code,
        path=path,
        line=comment.line,
        column=comment.column,
        end_line=comment.line,
        end_column=comment.end_column,
        message=message,
        confidence="medium",
        owner=comment.directive.kind,
        subject="all" if rules is None else " ".join(rule.word for rule in rules),
    )
