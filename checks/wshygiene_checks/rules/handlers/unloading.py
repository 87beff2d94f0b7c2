"""Modules that are set up and unloaded: what a function registers for as long as its counterpart has not run."""

from __future__ import annotations

import re

from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.counterparts import BEGINNING
from wshygiene_checks.rules.handlers.callbacks import method_around
from wshygiene_checks.rules.handlers.registrations import Registration


def unloader(project: Project, registration: Registration) -> Unit | None:
    """The function beside the one that registers which undoes what that does: ``unload_entry`` of ``setup_entry``.

    None where the emitter is made or looked up in the function: that may end together with it.
    """
    outer = method_around(project, registration.unit)
    if outer.owner or outer.function.kind != "function" or registration.unit.name != outer.name:
        return None
    tested = [atom.path for block in outer.blocks_around(registration.call.block) for atom in block.atoms]
    if any(path.startswith(f"{registration.call.receiver}.") for path in tested):
        return None  # it asks the emitter whether there is one: `if not entry.listeners`
    root = root_of(registration.call.receiver)[0]
    if root.startswith("%") and not any(f"%{each.name}" == root for each in outer.function.params):
        return None
    wanted = set(_names(outer.function.name))
    beside = (each for each in outer.file.functions if each.kind == "function" and not (each.owner or each.parent))
    return next((Unit(outer.file, each) for each in beside if each.name in wanted and each.calls), None)


def _names(name: str) -> list[str]:
    words = re.split(r"(_)", name)
    return [
        "".join([*words[:position], undo, *words[position + 1 :]])
        for position, word in enumerate(words)
        for undo in BEGINNING.get(word, ())
    ]
