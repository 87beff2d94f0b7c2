"""The word that was probably meant, for errors about one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A closing sentence, with a space before it, that offers the nearest choice; empty when none is near."""
    from difflib import get_close_matches  # only when there is something to complain about

    spelled = {choice.lower(): choice for choice in choices}
    near = get_close_matches(word.lower(), list(spelled), n=1, cutoff=0.5)
    return f' Did you mean "{spelled[near[0]]}"?' if near else ""


def nearest_rule(word: str, choices: Iterable[str]) -> str:
    """As `did_you_mean`, for codes and names of rules.

    A code that is written as codes are has no neighbour: another number is another rule, and no slip of the pen.
    """
    is_code = word[:3].upper() == "WSH" and word[3:].isdecimal() and len(word) <= len("WSH000")
    return "" if is_code else did_you_mean(word, choices)
