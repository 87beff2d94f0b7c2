# Fine: one logger for the module, each class or each device of the settings; the records tell the connection.
import logging

import websockets

logger = logging.getLogger(__name__)


class Session:
    def __init__(self, websocket):
        self.websocket = websocket
        self.log = logging.getLogger(f"{__name__}.{type(self).__name__}")
        self.told = logging.LoggerAdapter(logger, {"client": websocket.id})

    async def run(self):
        async for message in self.websocket:
            self.told.info(message)


class Device:
    def __init__(self, name):
        self.log = logging.getLogger(f"device.{name}")


async def handler(websocket):
    log = logging.getLogger("handler")
    log.info("connected", extra={"client": websocket.id})
    await Session(websocket).run()


async def main(names):
    devices = [Device(name) for name in names]
    async with websockets.serve(handler, "localhost", 8765) as server:
        logger.info("%d devices", len(devices))
        await server.serve_forever()
