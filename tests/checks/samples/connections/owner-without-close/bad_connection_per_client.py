# Every connected browser opens a connection to the backend, and `on_close` only logs.
import logging

import tornado.websocket
import websockets

LOG = logging.getLogger(__name__)


class Bridge(tornado.websocket.WebSocketHandler):
    async def open(self):
        self._upstream = await websockets.connect("ws://backend/feed")  # expect: WSH402

    async def on_message(self, message):
        await self._upstream.send(message)

    def on_close(self):
        LOG.info("browser left")
