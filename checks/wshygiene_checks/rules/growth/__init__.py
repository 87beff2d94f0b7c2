"""Rules about containers that grow; see the catalogue of the same name."""

from __future__ import annotations

from wshygiene_checks.rules.growth import (
    asymmetric_growth,
    connection_key_never_removed,
    connection_pinned,
    container_only_grows,
    defaultdict_probe,
    empty_bucket_left,
    removal_not_guaranteed,
    task_collection_not_pruned,
    unbounded_cache,
    unbounded_history,
    unbounded_producer_queue,
)
from wshygiene_checks.rules.rule import SourceRule

RULES: tuple[SourceRule, ...] = (
    SourceRule("WSH301", asymmetric_growth.find),
    SourceRule("WSH302", connection_key_never_removed.find),
    SourceRule("WSH303", removal_not_guaranteed.find),
    SourceRule("WSH304", task_collection_not_pruned.find),
    SourceRule("WSH305", unbounded_producer_queue.find),
    SourceRule("WSH306", unbounded_history.find),
    SourceRule("WSH307", unbounded_cache.find),
    SourceRule("WSH308", defaultdict_probe.find),
    SourceRule("WSH309", empty_bucket_left.find),
    SourceRule("WSH310", connection_pinned.find),
    SourceRule("WSH311", container_only_grows.find),
)
