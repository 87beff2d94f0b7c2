"""WSH108: what is to run at the end of the process, or of an object, keeps the object of each connection for ever."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Family, Project, Unit, root_of
from wshygiene_checks.rules.connections.teardown import in_earnest, teardown_of
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.provenance import is_surely_connection
from wshygiene_checks.rules.handlers.callbacks import family_of, holds_self, sort_of
from wshygiene_checks.rules.handlers.recurring import is_guarded, is_new, recurring
from wshygiene_checks.rules.made_anew import made_for_each_connection

CODE = "WSH108"
_AT_EXIT, _UNREGISTER, _FINALIZE = "atexit.register", "atexit.unregister", "weakref.finalize"
_AT_FORK = "os.register_at_fork"  # nothing takes back what it is given


def find(project: Project) -> Iterator[Finding]:
    """Registrations that keep an object alive which somebody else is done with."""
    for unit, call in project.sites.named(("register", "finalize", "register_at_fork")):
        if call.path == _FINALIZE and _keeps_itself(project, unit, call):
            yield _of_finalizer(unit, call)
        elif call.path == _AT_FORK:
            yield from _at_fork(project, unit, call)
        elif call.path == _AT_EXIT and call.args and not is_guarded(unit, call) and not _is_taken_back(project, unit):
            pinned = _pinned(project, unit, call)
            if pinned is not None:
                yield _at_exit(project, unit, call, *pinned)


def _keeps_itself(project: Project, unit: Unit, call: Call) -> bool:
    """Whether a finalizer is given the object that it waits for: as the owner of its method, or to be handed on."""
    if len(call.args) < 2 or call.args[0].kind != "path":
        return False
    watched, callback = call.args[0].path, call.args[1]
    given = (*call.args[2:], *[value for _, value in call.keywords])
    if any(value.kind == "path" and value.path == watched for value in given):
        return True
    if watched == "self":
        return call.use != "return" and _holds_self(project, unit, callback)  # where it is returned to, it is seen too
    methods = project.types.callee(unit, callback.path) if callback.kind == "path" else []
    return callback.path.rpartition(".")[0] == watched and any(
        not any(each.path in ("staticmethod", "classmethod") for each in method.function.decorators)
        for method in methods
    )


def _pinned(project: Project, unit: Unit, call: Call) -> tuple[str, Confidence] | None:
    """What the process keeps from now on, if each connection has its own."""
    given = (*call.args, *[value for _, value in call.keywords])
    if any(_holds_self(project, unit, value) for value in given):
        confidence = _one_of_many(project, unit, call.args[0])
        return ("self", confidence) if confidence else None
    code = recurring(project, unit)
    if code is None:
        return None
    names = (name for value in given for name in _locals(project, unit, value))
    new = next((name for name in names if is_new(project, code, unit, name)), "")
    return (new, "high") if new else None


def _holds_self(project: Project, unit: Unit, value: Value) -> bool:
    """Whether a callback, or what it is given, keeps the object; a method of what the object has keeps only that."""
    if value.kind == "partial":
        return any(_holds_self(project, unit, Value("path", name)) for name in value.names)
    if value.kind == "path":
        own = value.path.startswith("self.") and sort_of(project, unit, value) == "bound"
        return value.path == "self" or (own and holds_self(project, unit, value))
    return value.kind in ("lambda", "function") and holds_self(project, unit, value)


def _locals(project: Project, unit: Unit, value: Value) -> Iterator[str]:
    """The local names that a callback, or what it is to be given, keeps."""
    if value.kind == "path" and value.path.startswith("%"):
        yield root_of(value.path)[0].partition(".")[0]
    elif value.kind in ("lambda", "partial") or sort_of(project, unit, value) == "closure":
        nested = project.types.function(f"{unit.name}.{value.path[1:]}") if value.kind == "function" else None
        used = [call.path for call in nested.function.calls] if nested else value.names
        yield from (root_of(name)[0].partition(".")[0] for name in used if name.startswith("%"))


def _at_fork(project: Project, unit: Unit, call: Call) -> Iterator[Finding]:
    """Objects that can be closed, and that enter a method of their own for when the process forks."""
    family = family_of(project, unit)
    if family is None or not any(_holds_self(project, unit, value) for _, value in call.keywords):
        return
    ends = _ends(project, family)
    if ends and project.occasions.is_making(unit):
        owner, ending = family.main.definition.qualname, ends[0]
        message = (
            f"the process keeps every `{owner}` until it ends, closed or not: nothing takes back what "
            f"`os.register_at_fork()` is given. Give it a function that goes through a `weakref.WeakSet` of those "
            f"that are open, or that holds a `weakref.WeakMethod`."
        )
        evidence = (seen(ending, ending.function.line, f"`{ending.function.name}` ends the object, which stays"),)
        yield finding(CODE, unit, call, message, subject="self", confidence="medium", owner=owner, evidence=evidence)


def _one_of_many(project: Project, unit: Unit, callback: Value) -> Confidence | None:
    """How sure it is that there is such an object for each connection; None for one that lasts as the program does.

    What can be ended may be one of many, unless the end of the program is what ends it.
    """
    family = family_of(project, unit)
    if family is None:
        return None
    if project.roles.lifetime(family) in ("connection", "message") or made_for_each_connection(project, family):
        return "high"
    if not project.occasions.is_making(unit):
        return None
    names = [Value("path", f"%{each.name}", -1, (f"%{each.name}",)) for each in unit.function.params]
    if any(is_surely_connection(project, unit, each) for each in names):
        return "medium"
    ends = [f"self.{each.function.name}" for each in _ends(project, family)]
    return "info" if ends and callback.path not in ends else None


def _ends(project: Project, family: Family) -> tuple[Unit, ...]:
    return in_earnest(project, family, teardown_of(project, family)).roots


def _is_taken_back(project: Project, unit: Unit) -> bool:
    """Whether code of the same class, or of the same file where there is none, unregisters something."""
    family = family_of(project, unit)
    functions = [each.function for each in family.units] if family else list(unit.file.functions)
    functions += [each.function for own in (family.units if family else ()) for each in project.nested(own)]
    return any(call.path == _UNREGISTER for function in functions for call in function.calls)


def _of_finalizer(unit: Unit, call: Call) -> Finding:
    watched = plain(call.args[0].path)
    message = (
        f"this finalizer holds `{watched}` itself, for which it waits: unless somebody calls it, `{watched}` lives "
        f"until the process ends. Give it a function, or a static method, and what that needs: a socket, a path."
    )
    return finding(CODE, unit, call, message, subject=watched)


def _at_exit(project: Project, unit: Unit, call: Call, pinned: str, confidence: Confidence) -> Finding:
    family = family_of(project, unit) if pinned == "self" else None
    name = family.main.definition.qualname if family else plain(pinned)
    callback = plain(call.args[0].path) or "..."
    ends = _ends(project, family) if family and confidence == "info" else ()
    whose = f"every `{name}`, ended or not," if ends else f"`{name}` of each connection"
    where = f"in `{ends[0].function.name}()`" if ends else "when the connection ends"
    message = (
        f"`atexit` keeps {whose} until the process ends, with all that it holds: "
        f"`atexit.register({callback})` is never taken back. Call `atexit.unregister()` {where}, or "
        f"register one function for the whole program that goes through those that are open."
    )
    return finding(CODE, unit, call, message, subject=name, confidence=confidence, owner=name if family else "")
