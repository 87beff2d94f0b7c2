"""Things that are set up and unloaded: what a function registers for as long as its counterpart has not run."""

from __future__ import annotations

import re

from wshygiene_checks.facts import Value
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.counterparts import BEGINNING
from wshygiene_checks.rules.handlers.callbacks import family_of, method_around, paths_in
from wshygiene_checks.rules.handlers.names import counterparts, undoes
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


def remover(project: Project, registration: Registration) -> Unit | None:
    """The method that takes out what another one adds, for which that one registers a function made for it alone.

    ``remove_device`` of ``add_device(device)``, which gives ``self._bus`` a function that knows the device. None where
    anything in the class takes something back from the same emitter.
    """
    unit, handler, receiver = registration.unit, registration.handler, registration.call.receiver
    family = family_of(project, unit)
    if family is None or not unit.owner or handler is None or not receiver.startswith("self."):
        return None
    if not _is_about_a_parameter(project, unit, handler):
        return None
    calls = (call for each in family.units for call in each.function.calls)
    if any(call.receiver == receiver and undoes(call.name) for call in calls):
        return None
    found = (each for name in counterparts(unit.function.name) for each in family.methods.get(name, ()))
    return next((each for each in found if each.function.params), None)  # it is told which


def _is_about_a_parameter(project: Project, unit: Unit, handler: Value) -> bool:
    """Whether a function that is defined here, or a lambda, uses what the method around it was given."""
    nested = project.types.function(f"{unit.name}.{handler.path[1:]}") if handler.kind == "function" else None
    used = set(paths_in(nested)) if nested else set(handler.names if handler.kind == "lambda" else ())
    given = {f"%{each.name}" for each in unit.function.params}
    return any(root_of(path)[0].partition(".")[0] in given for path in used)


def _names(name: str) -> list[str]:
    words = re.split(r"(_)", name)
    return [
        "".join([*words[:position], undo, *words[position + 1 :]])
        for position, word in enumerate(words)
        for undo in BEGINNING.get(word, ())
    ]
