# Fine: what reads from the connection ends when that is closed; only the other has to be cancelled.
import asyncio


async def serve(websocket, queue):
    sender = asyncio.create_task(send_all(websocket, queue))
    receiver = asyncio.create_task(receive_all(websocket))
    try:
        await asyncio.wait({sender, receiver}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sender.cancel()
        await websocket.close()


async def send_all(websocket, queue):
    while True:
        await websocket.send(await queue.get())


async def receive_all(websocket):
    async for text in websocket:
        print(text)
