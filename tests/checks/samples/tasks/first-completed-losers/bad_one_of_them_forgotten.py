# Leaks: when the client is gone, only what reads from it is cancelled; the other waits for its queue for good.
import asyncio


async def serve(websocket, queue):
    sender = asyncio.create_task(send_all(websocket, queue))
    receiver = asyncio.create_task(receive_all(websocket))
    try:
        await asyncio.wait({sender, receiver}, return_when=asyncio.FIRST_COMPLETED)  # expect: WSH205 medium
    finally:
        receiver.cancel()


async def send_all(websocket, queue):
    while True:
        await websocket.send(await queue.get())


async def receive_all(websocket):
    async for text in websocket:
        print(text)
