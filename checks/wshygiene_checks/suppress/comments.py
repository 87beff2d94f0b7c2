"""Finds the comments that suppress: ``# wshygiene: ignore[...]``, ``# wshygiene: file-ignore[...]``, ``# noqa``."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from wshygiene_checks.suppress.parsing import Directive, directives

if TYPE_CHECKING:
    from tokenize import TokenInfo

# What `settle` may have to report on although nothing else is found in the file.
_ADDRESSED = rb"(?i)wshygiene\s*:|noqa[^\n]*WSH"


class Comment(NamedTuple):
    """One suppression and the statement it is about.

    ``line``, ``column`` and ``end_column`` are its own place, counted from 1; ``first`` and ``last`` are the lines of
    the statement: the one it stands in or behind or, for a comment on a line of its own, the next one.
    """

    line: int
    column: int
    end_column: int
    first: int
    last: int
    directive: Directive


def addressed(data: bytes) -> bool:
    """True for a file that may hold a comment meant for this linter."""
    return (b"wshygiene" in data or b"WSH" in data) and re.search(_ADDRESSED, data) is not None


def read_comments(text: str) -> tuple[Comment, ...]:
    """All comments that suppress, or try to."""
    if "wshygiene" not in text and "noqa" not in text.lower():
        return ()
    import tokenize  # only for files that need it

    try:
        return tuple(_comments(tokenize.generate_tokens(io.StringIO(text, newline=None).readline)))
    except (tokenize.TokenError, SyntaxError):  # the parser has its own word on that
        return ()


def _comments(tokens: Iterator[TokenInfo]) -> Iterator[Comment]:
    """Assign each comment to its statement; a statement ends where the tokens say so, not where its line does."""
    import token as kinds

    first = 0
    before: list[tuple[TokenInfo, Directive]] = []
    within: list[tuple[TokenInfo, Directive]] = []
    for token in tokens:
        if token.type == kinds.COMMENT:
            found = [(token, directive) for directive in directives(token.string)]
            (within if first else before).extend(found)
        elif token.type in (kinds.NEWLINE, kinds.ENDMARKER):
            last = token.start[0]
            # On a line of its own `noqa` means that line, on which nothing can be found.
            before = [(comment, directive) for comment, directive in before if directive.kind != "noqa"]
            yield from (_placed(*pair, first or last, last) for pair in [*before, *within])
            first, before, within = 0, [], []
        elif not first and token.type not in (kinds.NL, kinds.INDENT, kinds.DEDENT):
            first = token.start[0]


def _placed(token: TokenInfo, directive: Directive, first: int, last: int) -> Comment:
    line, start = token.start
    return Comment(line, start + directive.start + 1, start + directive.end + 1, first, last, directive)
