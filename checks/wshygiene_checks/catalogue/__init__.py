"""Every rule there is, by code, by name, and by the kind of thing that leaks.

Hundreds are families. ``WSHx00`` is what the pytest plugin reports for its family at run time; the codes above it
are patterns in source that cause it, and each of them says to which run-time code it leads.
"""

from __future__ import annotations

from wshygiene_checks.catalogue.lookup import RULES, UnknownKind, UnknownRule, rule, run_time_code, sources_for
from wshygiene_checks.catalogue.opposites import REGISTERING
from wshygiene_checks.catalogue.record import Rule, Side

__all__ = ["REGISTERING", "RULES", "Rule", "Side", "UnknownKind", "UnknownRule", "rule", "run_time_code", "sources_for"]
