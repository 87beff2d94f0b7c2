# It looks as if it was closed, and it stays open.
import asyncio

import websockets


class Asker:
    async def ask(self, uri, question):
        async with websockets.connect(uri) as ws:
            await ws.send(question)
            answer = await ws.recv()
            ws.close()  # expect: WSH210
            await asyncio.sleep(60)
            return answer
