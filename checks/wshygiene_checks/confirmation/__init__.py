"""The second look: what the index suspects is reported only where libcst sees the same, at its exact place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wshygiene_checks.confirmation.site import File, Site
from wshygiene_checks.finding import Finding

__all__ = ["Site", "confirmed"]

# Rules about a result that nobody takes: libcst must not see it returned, or managed by a `with`.
_NOT_TAKEN = frozenset({"WSH102", "WSH201", "WSH203"})


def confirmed(findings: Sequence[Finding], text: str, *, whole: bool = False) -> Iterator[Site]:
    """The places of those findings of one file that hold; each `Site.finding` has its columns in characters.

    ``whole`` looks at the whole file instead of only at the parts that hold a finding; the result is the same.
    """
    file = File(text, whole=whole)
    for finding in findings:
        site = file.site(finding)
        if site is not None and not (finding.code in _NOT_TAKEN and site.is_taken):
            yield replace(site, finding=_settled(site))


def _settled(site: Site) -> Finding:
    """The finding with the place of its node; a statement with a body is marked on its first line only."""
    node, lines = _marked(site), site.lines
    line, column = node.lineno, node.col_offset
    end_line, end_column = node.end_lineno or line, node.end_col_offset or column
    if hasattr(node, "body"):
        end_line, end_column = line, len(lines[line - 1].encode())
    return replace(
        site.finding,
        line=line,
        column=_characters(lines[line - 1], column),
        end_line=end_line,
        end_column=_characters(lines[end_line - 1], end_column),
    )


def _marked(site: Site) -> ast.stmt | ast.Call | ast.ExceptHandler:
    """What the finding stands at: of a ``try`` the handler that it is about, where one begins on its line."""
    handlers: Sequence[ast.ExceptHandler] = getattr(site.node, "handlers", ())
    return next((each for each in handlers if each.lineno == site.finding.line), site.node)


def _characters(line: str, column: int) -> int:
    """A column that counts bytes of UTF-8 from 0, as the parser does, in characters from 1."""
    return column + 1 if line.isascii() else len(line.encode()[:column].decode(errors="replace")) + 1
