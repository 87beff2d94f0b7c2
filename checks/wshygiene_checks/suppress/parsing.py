"""Reads the words of one comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.settings.selection import instead, matching

Kind = Literal["ignore", "file-ignore", "noqa"]
KINDS = ("ignore", "file-ignore")

_OURS = r"(?i)#\s*wshygiene\s*:\s*(?P<kind>[\w-]*)\s*(?P<brackets>\[[^\]#]*\]?)?(?P<rest>[^#]*)"
_NOQA = r"(?i)#\s*noqa\b(?P<colon>\s*:)?(?P<codes>(?:[\s,]*[A-Z]+[0-9]+\b)*)"
_EXPECTED = "Expected: ignore[WSH202], with codes, beginnings of codes, or names of rules."
_UNTIL = r";\s*until\s*=\s*(?P<day>\S*)"


class Named(NamedTuple):
    """Rules as a comment names them: ``word`` is a code or the beginning of codes, ``codes`` what that covers."""

    word: str
    codes: tuple[str, ...]


class Directive(NamedTuple):
    """What a comment asks for.

    ``rules`` are those it suppresses; None stands for all of them. ``until`` is the last day on which it counts,
    as YYYY-MM-DD, empty for always. ``problem`` says what is wrong with it. ``start`` and ``end`` count the characters
    of the comment.
    """

    kind: Kind
    rules: tuple[Named, ...] | None
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
    rules, problem = _bracketed(match["brackets"])
    day = until["day"] if until else ""
    if until and not _is_day(day):
        rules, day, problem = (), "", f'until="{day}" is no day. Expected: until=YYYY-MM-DD.'
    return Directive(kind, rules, day, reason, problem, match.start(), _end(match))


def _bracketed(brackets: str | None) -> tuple[tuple[Named, ...] | None, str]:
    """The rules between brackets and what is wrong with them."""
    if brackets is None:
        return None, ""
    if not brackets.endswith("]"):
        return (), f"the bracket is not closed. {_EXPECTED}"
    words = [word.strip() for word in brackets.strip("[]").split(",") if word.strip()]
    return _rules(words) if words else ((), f"there is no rule between the brackets. {_EXPECTED}")


def _rules(words: list[str]) -> tuple[tuple[Named, ...], str]:
    """The rules that go by these words, and what is wrong with the first that none goes by."""
    known = tuple(_named(word) for word in words if matching(word))
    problems = (f"`{word}` is no rule of the linter.{instead(word)}" for word in words if not matching(word))
    return known, next(problems, "")


def _named(word: str) -> Named:
    codes = tuple(sorted(matching(word)))
    return Named(codes[0] if len(codes) == 1 else word.upper(), codes)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _misspelt(match: re.Match[str]) -> str:
    """What is wrong with a comment that names us and asks for nothing we know; prose about us is left alone."""
    near = did_you_mean(match["kind"], KINDS)
    names_rules = re.match(r"(?i)\s*[\[(:=]\s*WSH\d", match["brackets"] or match["rest"])  # such as `disable=WSH202`
    if not names_rules and (not near or (match["brackets"] is None and match["rest"].strip())):
        return ""
    return f"`{match['kind']}` is not known. Expected: {' or '.join(KINDS)}.{near}"


def _noqa(match: re.Match[str]) -> Iterator[Directive]:
    """A bare ``noqa`` means every tool and every rule; with codes only ours concern us."""
    if match["colon"] is None:
        yield Directive("noqa", None, "", "", "", match.start(), match.start() + len(match[0].rstrip()))
        return
    words = [word for word in re.split(r"[\s,]+", match["codes"]) if word.upper().startswith("WSH")]
    if words:
        rules, problem = _rules(words)
        yield Directive("noqa", rules, "", "", problem, match.start(), match.end())


def _end(match: re.Match[str]) -> int:
    return match.start() + len(match[0].rstrip())
