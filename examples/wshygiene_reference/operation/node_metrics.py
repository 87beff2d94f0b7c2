"""The figures of a node as Prometheus reads them; they are there only where there is a node."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from wshygiene_reference.nodes import Node

PREFIX = "wshygiene_node"
#: Names of counters, what they count, and what the node calls them.
COUNTERS = (
    ("messages_missed", "Messages of other nodes that never came", "missed"),
    ("messages_doubled", "Messages of other nodes that came twice, and were taken once", "doubled"),
    ("messages_unusable", "Messages on the channel that no node has written", "unusable"),
    ("messages_dropped", "Messages of other nodes that this one was too slow for", "incomingDropped"),
    ("messages_not_sent", "Messages for other nodes that waited for the broker for too long", "notSent"),
    ("admitted_alone", "Connections let in while no other node could be asked", "admittedAlone"),
    ("lost", "Times that the other nodes went out of reach", "lost"),
)


class NodeCollector(Collector):
    """Reads ``node``."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def collect(self) -> Iterator[Metric]:
        """All metrics, as they are now."""
        figures = self._node.stats()
        reached = float(figures["trouble"] is None)
        yield GaugeMetricFamily(f"{PREFIX}_connected", "1 while the other nodes can be reached", value=reached)
        yield GaugeMetricFamily(f"{PREFIX}_peers", "Other nodes that give signs of life", value=figures["peers"])
        waiting = GaugeMetricFamily(f"{PREFIX}_messages_waiting", "Messages between nodes that wait", labels=["way"])
        waiting.add_metric(["in"], figures["incomingWaiting"])
        waiting.add_metric(["out"], figures.get("waiting", 0))
        yield waiting
        for name, what, figure in COUNTERS:
            yield CounterMetricFamily(f"{PREFIX}_{name}", what, value=figures.get(figure, 0))
