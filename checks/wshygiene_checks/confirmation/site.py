"""The place of a finding, seen through libcst: the statement, the call, and what they stand in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from wshygiene_checks.confirmation.statements import path_to, walk
from wshygiene_checks.finding import Finding

_LINE_ENDS = re.compile(r"\r\n|\r|\n")  # what the parser counts; `str.splitlines` also breaks at form feeds
_OPENS_BLOCK = (cst.IndentedBlock, cst.SimpleStatementSuite)
_SPACE = (cst.BaseParenthesizableWhitespace, cst.TrailingWhitespace, cst.EmptyLine, cst.Comment, cst.Newline)


@dataclass(frozen=True)
class Site:
    """A finding's place in both trees.

    ``statement`` is the innermost statement around it, ``node`` the call, or the statement again where the finding is
    about that. ``around`` are the statements it stands in, outermost first. ``text`` is the whole file.
    """

    finding: Finding
    text: str
    lines: tuple[str, ...]
    tree: ast.Module
    module: cst.Module
    statement: ast.stmt
    node: ast.stmt | ast.Call
    around: tuple[cst.CSTNode, ...]
    matching: cst.CSTNode

    @property
    def is_taken(self) -> bool:
        """Whether the statement hands the result of the call on, or releases it at its end."""
        last = self.around[-1]
        value = last.value if isinstance(last, cst.Return) else None
        managed = isinstance(last, cst.With) and any(item.item is self.matching for item in last.items)
        return value is self.matching or managed

    def code(self, node: cst.CSTNode) -> str:
        """The text of a node, without comments around it."""
        return self.module.code_for_node(node).strip()

    @property
    def indentation(self) -> str:
        """The white space in front of the statement's line."""
        return self.indentation_of(self.statement)

    def indentation_of(self, statement: ast.stmt) -> str:
        """The white space in front of a statement's line."""
        line = self.lines[statement.lineno - 1]
        return line[: len(line) - len(line.lstrip())]

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement has its lines for itself: no ``if x: y``, no ``a; b``."""
        before = self.lines[statement.lineno - 1].encode()[: statement.col_offset]
        after = self.lines[(statement.end_lineno or 1) - 1].encode()[statement.end_col_offset or 0 :]
        return not before.strip() and not after.split(b"#")[0].strip()


class File:
    """A file whose findings are confirmed; parts of it are parsed with libcst when a finding lies in them.

    ``whole`` parses all of it at once: slower, and the same result.
    """

    def __init__(self, text: str, *, whole: bool = False) -> None:
        self.text = text
        self.lines = tuple(_LINE_ENDS.split(text))
        self.tree = ast.parse(text)
        self._whole = cst.parse_module(text) if whole else None
        self._parsed: dict[int, cst.Module] = {}

    def site(self, finding: Finding) -> Site | None:
        """Where a finding is; None where libcst sees no such call or statement there."""
        text = self.lines[finding.line - 1]
        indented = len(text) - len(text.lstrip())  # a finding about a whole statement may begin with its line
        found = path_to(self.tree.body, finding.line, max(finding.column - 1, indented))
        if found is None:
            return None
        statement, steps = found
        first = steps[0].position
        if self._whole is None:
            start = self._first_on_same_lines(first)
            module = self._part(start)
            steps = [steps[0]._replace(position=first - start), *steps[1:]]
        else:
            module = self._whole
        around = walk(module, steps)
        if not around:
            return None
        node, matching = _anchor(finding, statement, around[-1], module)
        if matching is None:
            return None
        return Site(finding, self.text, self.lines, self.tree, module, statement, node, tuple(around), matching)

    def _first_on_same_lines(self, index: int) -> int:
        """The first top-level statement that shares a line with this one, as in ``a = 1; b = 2``."""
        while index and (self.tree.body[index - 1].end_lineno or 0) >= self.tree.body[index].lineno:
            index -= 1
        return index

    def _part(self, start: int) -> cst.Module:
        if start not in self._parsed:
            body = self.tree.body
            end = start
            while end + 1 < len(body) and body[end + 1].lineno <= (body[end].end_lineno or 0):
                end += 1
            first = min([body[start].lineno, *[each.lineno for each in getattr(body[start], "decorator_list", ())]])
            lines = self.lines[first - 1 : body[end].end_lineno]
            self._parsed[start] = cst.parse_module("\n".join(lines) + "\n")
        return self._parsed[start]


def _anchor(
    finding: Finding, statement: ast.stmt, around: cst.CSTNode, module: cst.Module
) -> tuple[ast.stmt | ast.Call, cst.CSTNode | None]:
    """The nodes that a finding is about: a call inside the statement, or the statement."""
    place = (finding.line, finding.column - 1)
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _span(node) == (place, (finding.end_line, finding.end_column - 1)):
            return node, _same_call(node, around, module)
    return statement, around if statement.lineno <= finding.line else None


def _span(node: ast.Call) -> tuple[tuple[int, int], tuple[int | None, int | None]]:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def _same_call(node: ast.Call, around: cst.CSTNode, module: cst.Module) -> cst.Call | None:
    wanted = ast.dump(node)
    name = _last_name(node.func)
    for call in calls_in(around):
        if _last_cst_name(call.func) == name:
            try:
                expression = ast.parse(f"({module.code_for_node(call)})", mode="eval").body
            except SyntaxError:
                continue
            if ast.dump(expression) == wanted:
                return call
    return None


def calls_in(statement: cst.CSTNode) -> Iterator[cst.Call]:
    """The calls of one statement, without those of the statements inside it."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Call):
            yield node
        waiting += [
            child
            for child in reversed(node.children)
            if not isinstance(child, _OPENS_BLOCK) and not isinstance(child, _SPACE)
        ]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _last_cst_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
