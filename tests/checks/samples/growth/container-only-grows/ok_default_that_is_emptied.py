# Fine: the buffer is the same one for all calls on purpose, and goes out whenever it is full.
import json


class Writer:
    def __init__(self, stream):
        self.stream = stream

    async def on_message(self, message, buffer=[]):
        buffer.append(json.dumps(message))
        if len(buffer) >= 100:
            await self.stream.send("\n".join(buffer))
            buffer.clear()
