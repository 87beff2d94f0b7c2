"""The one door to facts, packs and rules, which are loaded when they are needed and not before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from wshygiene_checks.digests import blake2b
from wshygiene_checks.finding import Finding
from wshygiene_checks.settings import Settings, SettingsError

if TYPE_CHECKING:
    from wshygiene_checks.facts import FileFacts
    from wshygiene_checks.source import Module


@cache
def version() -> str:
    """Changes whenever the linter may judge otherwise than before: the key of all that is kept.

    Whoever changes a rule or a pack would forget to raise a number; so the sources themselves are the number.
    """
    state = blake2b(digest_size=16)
    for folder, folders, files in os.walk(os.path.dirname(os.path.dirname(__file__))):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".py", ".toml")):
                with open(os.path.join(folder, name), "rb") as file:
                    state.update(name.encode() + b"\0" + file.read())
    return state.hexdigest()


def extract(path: str, module: Module, text: str) -> FileFacts:
    """The facts of one file; raises what the parser raises."""
    from wshygiene_checks import facts

    return facts.extract(path, module.name, text, module.local)


def find(files: Sequence[FileFacts], settings: Settings, selected: frozenset[str]) -> list[Finding]:
    """What the rules suspect in a project; raises `SettingsError` for pairs that cannot be used."""
    from wshygiene_checks import packs, rules

    try:
        knowledge = packs.load([dict(pair) for pair in settings.pairs])
    except ValueError as error:
        raise SettingsError(f"tool.wshygiene.{error}") from None
    return list(rules.find(files, knowledge, selected, settings.lifetimes))


def confirm(findings: Iterable[Finding], text: str, *, whole: bool = False) -> list[Finding]:
    """Those findings of one file that libcst sees too, at their exact places and with their fixes.

    ``whole`` has libcst read the whole file instead of the parts that hold a finding; the result is the same.
    """
    from wshygiene_checks.confirmation import confirmed
    from wshygiene_checks.fix import fix_for

    return [replace(site.finding, fix=fix_for(site)) for site in confirmed(list(findings), text, whole=whole)]
