"""Metrics as text, in the format that the reader accepts."""

from __future__ import annotations

from prometheus_client import CollectorRegistry
from prometheus_client import exposition as plain
from prometheus_client.openmetrics import exposition as open_metrics

_PLAIN = "text/plain; version=0.0.4; charset=utf-8"


def expose(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """The text of all metrics, and its content type: OpenMetrics for those who accept it."""
    if "application/openmetrics-text" in accept:
        text: bytes = open_metrics.generate_latest(registry)  # type: ignore[no-untyped-call]
        return text, open_metrics.CONTENT_TYPE_LATEST
    return plain.generate_latest(registry), _PLAIN
