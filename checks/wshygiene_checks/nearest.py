"""The word that was probably meant, for errors about one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

_LOOKS_LIKE = str.maketrans("oOlI", "0011")  # letters that are easily taken for digits


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A closing sentence, with a space before it, that offers the nearest choice; empty when none is near."""
    from difflib import get_close_matches  # only when there is something to complain about

    spelled = {choice.lower(): choice for choice in choices}
    near = get_close_matches(word.lower(), list(spelled), n=1, cutoff=0.5)
    return f' Did you mean "{spelled[near[0]]}"?' if near else ""


def nearest_rule(word: str, choices: Iterable[str]) -> str:
    """As `did_you_mean`, for codes and names of rules.

    A code that is written as codes are has no neighbour: another number is another rule, and no slip of the pen. A
    letter that looks like a digit is one.
    """
    is_code = word[:3].upper() == "WSH" and len(word) <= len("WSH000")
    if is_code and word[3:].isdecimal():
        return ""
    known = tuple(choices)
    code = f"WSH{word[3:].translate(_LOOKS_LIKE)}"
    return did_you_mean(code if is_code and code in known else word, known)
