# The default is made with the function, once: what all handlers have seen stays in it.
import json

import websockets


class Feed:
    def __init__(self, url, archive):
        self.url = url
        self.archive = archive

    async def run(self):
        async with websockets.connect(self.url) as websocket:
            async for text in websocket:
                self.on_message(json.loads(text))

    def on_message(self, message, seen=set()):
        if message["id"] not in seen:
            seen.add(message["id"])  # expect: WSH311
            self.archive.write(message)


async def relay(reader, *, passed=[]):
    async for message in reader:
        passed.append(message["id"])  # expect: WSH306 medium
        print(len(passed), message["body"])
