"""The figures of history, web hook and prediction as Prometheus reads them; each is there only where its part is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from wshygiene_reference.operation.history import MetricHistory
    from wshygiene_reference.operation.memory_watch import MemoryWatch
    from wshygiene_reference.operation.webhook import AlertWebhook

PREFIX = "wshygiene"


class BesideCollector(Collector):
    """Reads the parts that there are."""

    def __init__(self, history: MetricHistory | None, webhook: AlertWebhook | None, watch: MemoryWatch | None) -> None:
        self._history = history
        self._webhook = webhook
        self._watch = watch

    def collect(self) -> Iterator[Metric]:
        """All metrics, as they are now."""
        if self._history is not None:
            yield from _of_history(self._history)
        if self._webhook is not None:
            yield from _of_webhook(self._webhook)
        if self._watch is not None:
            yield from _of_watch(self._watch)


def _of_history(history: MetricHistory) -> Iterator[Metric]:
    writer = history.writer
    well = float(writer.trouble is None)
    yield GaugeMetricFamily(f"{PREFIX}_history_writable", "1 while the history's file can be written", value=well)
    yield CounterMetricFamily(f"{PREFIX}_history_rows_lost", "Rows that were never written", value=writer.lost)


def _of_webhook(webhook: AlertWebhook) -> Iterator[Metric]:
    counts = webhook.counts
    posted = CounterMetricFamily(f"{PREFIX}_webhook_alerts", "Alerts for the web hook by their end", labels=["end"])
    for end in ("delivered", "failed", "dropped"):
        posted.add_metric([end], getattr(counts, end))
    yield posted
    yield CounterMetricFamily(f"{PREFIX}_webhook_retries", "Attempts that were repeated", value=counts.retried)


def _of_watch(watch: MemoryWatch) -> Iterator[Metric]:
    yield GaugeMetricFamily(f"{PREFIX}_memory_limit_bytes", "Memory that the process may have", value=watch.limit)
    left = watch.prediction.left
    if left is not None:
        told = GaugeMetricFamily(
            f"{PREFIX}_memory_left_seconds", "Predicted time until the limit; absent without a trend", labels=["bound"]
        )
        told.add_metric(["likely"], left.likely)
        told.add_metric(["earliest"], left.earliest)
        yield told
