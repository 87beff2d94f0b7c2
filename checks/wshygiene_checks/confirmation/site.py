"""The place of a finding, seen through libcst: the statement, the call, and what they stand in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import libcst as cst

from wshygiene_checks.confirmation.statements import Passed, alone, path_to, walk
from wshygiene_checks.finding import Finding

_LINE_ENDS = re.compile(r"\r\n|\r|\n")  # what the parser counts; `str.splitlines` also breaks at form feeds
_OPENS_BLOCK = (cst.IndentedBlock, cst.SimpleStatementSuite)
_EMPTY = cst.Module(())  # knows how the code of a node is written; the indentation does not matter inside a call
_NO_METHOD = ("staticmethod", "classmethod")  # decorators of functions that are given no object
_SPACE = (cst.BaseParenthesizableWhitespace, cst.TrailingWhitespace, cst.EmptyLine, cst.Comment, cst.Newline)


@dataclass(frozen=True)
class Site:
    """A finding's place in both trees.

    ``statement`` is the innermost statement around it, ``node`` the call, or the statement again where the finding is
    about that. ``around`` are the statements it stands in, outermost first, ending with ``statement``. ``seen`` is the
    statement as libcst sees it, ``matching`` the node. ``text`` is the whole file.
    """

    finding: Finding
    text: str
    lines: tuple[str, ...]
    tree: ast.Module
    statement: ast.stmt
    node: ast.stmt | ast.Call
    around: tuple[ast.stmt, ...]
    seen: cst.CSTNode
    matching: cst.CSTNode

    @property
    def is_taken(self) -> bool:
        """Whether the statement hands the result of the call on, or releases it at its end."""
        value = self.seen.value if isinstance(self.seen, cst.Return) else None
        managed = isinstance(self.seen, cst.With) and any(item.item is self.matching for item in self.seen.items)
        return value is self.matching or managed

    def code(self, statement: ast.stmt) -> str:
        """The lines of a statement."""
        return "\n".join(self.lines[statement.lineno - 1 : statement.end_lineno])

    @property
    def indentation(self) -> str:
        """The white space in front of the statement's line."""
        return self.indentation_of(self.statement)

    def indentation_of(self, statement: ast.stmt) -> str:
        """The white space in front of a statement's line."""
        line = self.lines[statement.lineno - 1]
        return line[: len(line) - len(line.lstrip())]

    @property
    def step(self) -> str:
        """The white space by which a block stands deeper than the one around it, as it is written here."""
        indentations = [self.indentation_of(each) for each in reversed(self.around)]
        deeper = (inner.removeprefix(outer) for inner, outer in pairwise(indentations))
        return next(filter(None, deeper), "    ")

    @property
    def enclosing_class(self) -> ast.ClassDef | None:
        """The innermost class around the statement."""
        return next((node for node in reversed(self.around) if isinstance(node, ast.ClassDef)), None)

    @property
    def receiver(self) -> str:
        """What the object is called here whose class this is, usually `self`; empty where there is none."""
        class_ = self.enclosing_class
        inside = self.around[self.around.index(class_) + 1 :] if class_ else ()
        method = next((node for node in inside if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)), None)
        if method is None or any(ast.unparse(each) in _NO_METHOD for each in method.decorator_list):
            return ""
        return next((each.arg for each in (*method.args.posonlyargs, *method.args.args)), "")

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement has its lines for itself: no ``if x: y``, no ``a; b``."""
        before = self.lines[statement.lineno - 1].encode()[: statement.col_offset]
        after = self.lines[(statement.end_lineno or 1) - 1].encode()[statement.end_col_offset or 0 :]
        return not before.strip() and not after.split(b"#")[0].strip()


class File:
    """A file whose findings are confirmed; of it libcst parses the statements that findings are about.

    A whole file takes it a hundred times as long as one statement. ``whole`` parses all of it: the same result.
    """

    def __init__(self, text: str, *, whole: bool = False) -> None:
        self.text = text
        self.lines = tuple(_LINE_ENDS.split(text))
        self.tree = ast.parse(text)
        self._parsed: cst.Module | None = None
        self._whole = whole

    def site(self, finding: Finding) -> Site | None:
        """Where a finding is; None where libcst sees no such call or statement there."""
        text = self.lines[finding.line - 1]
        indented = len(text) - len(text.lstrip())  # a finding about a whole statement may begin with its line
        passed = path_to(self.tree.body, finding.line, max(finding.column - 1, indented))
        seen = self._seen(finding, passed)
        if seen is None:
            return None
        statement = passed[-1].statement
        node, matching = _anchor(finding, statement, seen)
        if matching is None:
            return None
        around = tuple([each.statement for each in passed])
        return Site(finding, self.text, self.lines, self.tree, statement, node, around, seen, matching)

    def _seen(self, finding: Finding, passed: Sequence[Passed]) -> cst.CSTNode | None:
        """The innermost statement, as libcst sees it."""
        if not passed:
            return None
        if not self._whole and finding.line >= passed[-1].statement.lineno:  # not in a decorator, above its statement
            found = alone(self.lines, passed[-1].statement)
            if found is not None:
                return found
        if self._parsed is None:
            self._parsed = cst.parse_module(self.text)
        return walk(self._parsed, [each.step for each in passed])


def _anchor(finding: Finding, statement: ast.stmt, seen: cst.CSTNode) -> tuple[ast.stmt | ast.Call, cst.CSTNode | None]:
    """The nodes that a finding is about: a call inside the statement, or the statement."""
    place = (finding.line, finding.column - 1)
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _span(node) == (place, (finding.end_line, finding.end_column - 1)):
            return node, _same_call(node, seen)
    return statement, seen if statement.lineno <= finding.line else None


def _span(node: ast.Call) -> tuple[tuple[int, int], tuple[int | None, int | None]]:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def _same_call(node: ast.Call, seen: cst.CSTNode) -> cst.Call | None:
    wanted = ast.dump(node)
    name = _last_name(node.func)
    for call in calls_in(seen):
        if _last_cst_name(call.func) == name:
            try:
                expression = ast.parse(f"({_EMPTY.code_for_node(call)})", mode="eval").body
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
