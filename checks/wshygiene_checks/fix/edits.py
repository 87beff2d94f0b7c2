"""Edits of text at the places of syntax nodes, in the lines and columns that findings use."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from wshygiene_checks.finding import Edit

Node = ast.stmt | ast.expr


def characters(lines: Sequence[str], line: int, offset: int) -> int:
    """The column, from 1 and in characters, of a byte offset in a line."""
    text = lines[line - 1]
    return offset + 1 if text.isascii() else len(text.encode()[:offset].decode(errors="replace")) + 1


def replacement(lines: Sequence[str], first: Node, last: Node, content: str) -> Edit:
    """Replace everything from the start of one node to the end of another."""
    end_line, end_offset = last.end_lineno or last.lineno, last.end_col_offset or 0
    start = (first.lineno, characters(lines, first.lineno, first.col_offset))
    return Edit(*start, end_line, characters(lines, end_line, end_offset), content)


def insertion_before(lines: Sequence[str], node: Node, content: str) -> Edit:
    """Put text in front of a node."""
    column = characters(lines, node.lineno, node.col_offset)
    return Edit(node.lineno, column, node.lineno, column, content)


def insertion_after(lines: Sequence[str], node: Node, content: str) -> Edit:
    """Put text behind a node; what follows on its last line, a comment say, comes after that text."""
    line = node.end_lineno or node.lineno
    column = characters(lines, line, node.end_col_offset or 0)
    return Edit(line, column, line, column, content)


def line_after(lines: Sequence[str], node: Node, content: str) -> Edit:
    """Put a line of its own behind the last line of a node, comment and all."""
    line = node.end_lineno or node.lineno
    column = len(lines[line - 1]) + 1
    return Edit(line, column, line, column, f"\n{content}")
