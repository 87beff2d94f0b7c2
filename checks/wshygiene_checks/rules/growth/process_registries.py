"""What the process keeps by name until it ends: loggers, and the time series of a metric, one for each connection."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain
from wshygiene_checks.rules.growth.provenance import is_surely_connection, origin
from wshygiene_checks.rules.growth.timing import when
from wshygiene_checks.rules.growth.wording import key_text
from wshygiene_checks.rules.made_anew import is_made_for_each_connection

CODE = "WSH302"
_LOGGER = "logging.getLogger"
_METRICS = frozenset(f"prometheus_client.{name}" for name in ("Counter", "Gauge", "Histogram", "Summary"))
_TAKES_BACK = ("remove", "remove_by_labels", "clear")


def process_registries(project: Project) -> Iterator[Finding]:
    """Loggers named for a connection, each name once, and metrics with a label for each."""
    told: set[tuple[str, str]] = set()
    for unit, call in project.sites.named(["getLogger", "getChild"]):
        if call.path == _LOGGER or (call.name == "getChild" and _is_made_by(project, unit, call.receiver, {_LOGGER})):
            named = next(_new_names(project, unit, call), None)
            if named and (unit.file.path, key_text(named[0])) not in told:
                told.add((unit.file.path, key_text(named[0])))
                yield _logger(unit, call, *named)
    for unit, call in project.sites.named(["labels"]):
        if _is_made_by(project, unit, call.receiver, _METRICS) and not _is_taken_back(project, call):
            named = next(_new_names(project, unit, call), None)
            if named:
                yield _label(unit, call, *named)


def _new_names(project: Project, unit: Unit, call: Call) -> Iterator[tuple[Value, Confidence]]:
    """What a call is given that is new with each connection, and how sure that is."""
    runs = when(project, unit)
    own = is_made_for_each_connection(project, unit)
    for value in (*call.args, *[value for _, value in call.keywords]) if runs != "setup" else ():
        from_ = origin(project, unit, value)
        if (from_ in ("connection", "fresh") or (own and from_ == "parameter")) and not _is_of_a_class(value):
            sure = from_ == "fresh" or own or is_surely_connection(project, unit, value)
            yield value, "high" if sure and runs == "event" else "medium"


def _is_of_a_class(value: Value) -> bool:
    return any(name.startswith("type()") or name.endswith(".__name__") for name in (value.path, *value.names))


def _is_made_by(project: Project, unit: Unit, path: str, makers: Collection[str]) -> bool:
    """Whether a global, or an attribute of the object, is ever set to what one of these makes."""
    family = project.family(unit) if path.startswith("self.") else None
    place = family.places[path] if family else project.globals[path]
    return any(did.unit.made_by(did.what.value) in makers for did in place.set)


def _is_taken_back(project: Project, call: Call) -> bool:
    """Whether anybody takes a series out of a metric of this name."""
    name = call.receiver.rpartition(".")[2]
    return any(each.receiver.rpartition(".")[2] == name for _, each in project.sites.named(_TAKES_BACK))


def _logger(unit: Unit, call: Call, name: Value, confidence: Confidence) -> Finding:
    message = (
        f"`logging` keeps a logger for each connection (`{key_text(name)}`) until the process ends, and nothing ever "
        f"removes one. Use one logger, and tell the connection in the record: `logging.LoggerAdapter`, or `extra=`."
    )
    subject = f"{call.path} in {unit.function.qualname}"
    return finding(CODE, unit, call, message, subject=subject, confidence=confidence)


def _label(unit: Unit, call: Call, label: Value, confidence: Confidence) -> Finding:
    metric = plain(call.receiver if call.receiver.startswith("self.") else call.receiver.rpartition(".")[2])
    message = (
        f"`{metric}` keeps a time series for each connection (`{key_text(label)}`), and nothing removes one. "
        f"Leave the label out, or call `{metric}.remove()` with it when the connection ends."
    )
    return finding(CODE, unit, call, message, subject=call.receiver, confidence=confidence)
