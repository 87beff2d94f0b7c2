"""Reads the words of one comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.reporters.table import BY_CODE, BY_NAME

Kind = Literal["ignore", "file-ignore", "noqa"]
KINDS = ("ignore", "file-ignore")

_OURS = r"(?i)#\s*wshygiene\s*:\s*(?P<kind>[\w-]*)\s*(?P<brackets>\[[^\]#]*\]?)?(?P<rest>[^#]*)"
_NOQA = r"(?i)#\s*noqa\b(?P<colon>\s*:)?(?P<codes>(?:[\s,]*[A-Z]+[0-9]+\b)*)"
_UNTIL = r";\s*until\s*=\s*(?P<day>\S*)"


class Directive(NamedTuple):
    """What a comment asks for.

    ``codes`` are the rules it suppresses; None stands for all of them. ``until`` is the last day on which it counts,
    as YYYY-MM-DD, empty for always. ``problem`` says what is wrong with it. ``start`` and ``end`` count the characters
    of the comment.
    """

    kind: Kind
    codes: tuple[str, ...] | None
    until: str
    reason: str
    problem: str
    start: int
    end: int


def directives(comment: str) -> Iterator[Directive]:
    """The suppressions in a comment, of which there may be several, beside those for other tools."""
    for match in re.finditer(_OURS, comment):
        if match["kind"].lower() in KINDS:
            yield _ours(match)
        elif problem := _misspelt(match):
            yield Directive("ignore", (), "", "", problem, match.start(), _end(match))
    for match in re.finditer(_NOQA, comment):
        yield from _noqa(match)


def _ours(match: re.Match[str]) -> Directive:
    kind: Kind = "file-ignore" if match["kind"].lower() == "file-ignore" else "ignore"
    until = re.search(_UNTIL, match["rest"])
    reason = match["rest"][: until.start() if until else None].strip()
    codes, problem = _codes(match["brackets"])
    day = until["day"] if until else ""
    if until and not _is_day(day):
        codes, day, problem = (), "", f'until="{day}" is no day. Expected: until=YYYY-MM-DD.'
    return Directive(kind, codes, day, reason, problem, match.start(), _end(match))


def _codes(brackets: str | None) -> tuple[tuple[str, ...] | None, str]:
    """The codes between brackets and what is wrong with them."""
    if brackets is None:
        return None, ""
    words = [word.strip() for word in brackets.strip("[]").split(",") if word.strip()]
    if not brackets.endswith("]") or not words:
        return (), "there is no rule between the brackets. Expected: ignore[WSH202], with codes or names of rules."
    known = [_code(word) for word in words]
    return tuple(code for code in known if code), next((_unknown(word) for word in words if not _code(word)), "")


def _code(word: str) -> str:
    named = BY_NAME.get(word.lower())
    return named.code if named else word.upper() if word.upper() in BY_CODE else ""


def _unknown(word: str) -> str:
    near = did_you_mean(word, [*BY_CODE, *BY_NAME])
    return f"`{word}` is no rule of the linter.{near}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _misspelt(match: re.Match[str]) -> str:
    """What is wrong with a comment that names us and asks for nothing we know; prose about us is left alone."""
    near = did_you_mean(match["kind"], KINDS)
    if not near or (match["brackets"] is None and match["rest"].strip()):
        return ""
    return f"`{match['kind']}` is not known. Expected: {' or '.join(KINDS)}.{near}"


def _noqa(match: re.Match[str]) -> Iterator[Directive]:
    """A bare ``noqa`` means every tool and every rule; with codes only ours concern us."""
    if match["colon"] is None:
        yield Directive("noqa", None, "", "", "", match.start(), match.start() + len(match[0].rstrip()))
        return
    words = [word for word in re.split(r"[\s,]+", match["codes"]) if word.upper().startswith("WSH")]
    if words:
        codes = tuple(code for code in map(_code, words) if code)
        problem = next((_unknown(word) for word in words if not _code(word)), "")
        yield Directive("noqa", codes, "", "", problem, match.start(), match.end())


def _end(match: re.Match[str]) -> int:
    return match.start() + len(match[0].rstrip())
