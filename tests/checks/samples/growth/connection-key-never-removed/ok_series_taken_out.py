# Fine: the series of a client goes with it, that of a path is one of few, and the labels of a chart are no metric.
import websockets
from prometheus_client import Counter, Gauge

RECEIVED = Counter("received", "messages by client", ["client"])
OPEN = Gauge("open", "connections by path", ["path"])


async def handler(websocket, chart):
    client = str(websocket.id)
    OPEN.labels("/chat").inc()
    chart.labels(client).show()
    try:
        async for _ in websocket:
            RECEIVED.labels(client=client).inc()
    finally:
        OPEN.labels("/chat").dec()
        RECEIVED.remove(client)
