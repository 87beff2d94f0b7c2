"""The files of a project joined, and what its classes owe: acquired things that somebody has to release."""

from __future__ import annotations

from wshygiene_checks.project.acquisitions import Acquisition, How
from wshygiene_checks.project.carried import of_application
from wshygiene_checks.project.families import Family
from wshygiene_checks.project.finalizers import FINALIZER, runs_at_collection
from wshygiene_checks.project.flows import Flow, stood_for
from wshygiene_checks.project.join import Project, stores_to
from wshygiene_checks.project.obligations import Obligation, obligations, obligations_of
from wshygiene_checks.project.places import Did, Place, Places, of_locals, places_in, root_of
from wshygiene_checks.project.roles import Span
from wshygiene_checks.project.roots import by_root
from wshygiene_checks.project.units import ClassUnit, Unit

__all__ = [
    "FINALIZER",
    "Acquisition",
    "ClassUnit",
    "Did",
    "Family",
    "Flow",
    "How",
    "Obligation",
    "Place",
    "Places",
    "Project",
    "Span",
    "Unit",
    "by_root",
    "obligations",
    "obligations_of",
    "of_application",
    "of_locals",
    "places_in",
    "root_of",
    "runs_at_collection",
    "stood_for",
    "stores_to",
]
