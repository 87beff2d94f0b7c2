"""What the rules find in one file, and that file with their fixes applied."""

from __future__ import annotations

from wshygiene_checks import packs, rules
from wshygiene_checks.confirmation import confirmed
from wshygiene_checks.facts import extract
from wshygiene_checks.finding import Edit, Finding, Fix
from wshygiene_checks.fix import fix_for

KNOWLEDGE = packs.load()


def findings(code: str) -> list[Finding]:
    """What the rules find, from the top down."""
    return sorted(rules.find([extract("app.py", "app", code)], KNOWLEDGE, rules.BUILT), key=lambda each: each.line)


def fixes(code: str, *codes: str) -> list[Fix]:
    """Fixes for what was found of these rules, each by itself."""
    sites = confirmed([each for each in findings(code) if each.code in codes], code)
    return [fix for site in sites if (fix := fix_for(site))]


def applied(code: str, edits: tuple[Edit, ...]) -> str:
    """The code with the edits of one fix."""
    lines = code.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines) + 1)]
    for edit in sorted(edits, key=lambda each: (each.line, each.column), reverse=True):
        start, end = starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1
        code = code[:start] + edit.content + code[end:]
    return code


def fixed(code: str, *codes: str) -> str:
    """The code when nothing of these rules is left to fix."""
    for _ in range(10):
        found = fixes(code, *codes)
        if not found:
            break
        code = applied(code, found[0].edits)
    return code
