# Fine: whoever has lost is cancelled by name.
import asyncio


async def serve(websocket, queue):
    sender = asyncio.create_task(send_all(websocket, queue))
    receiver = asyncio.create_task(receive_all(websocket))
    try:
        done, pending = await asyncio.wait({sender, receiver}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        sender.cancel()
        receiver.cancel()


async def send_all(websocket, queue):
    while True:
        await websocket.send(await queue.get())


async def receive_all(websocket):
    async for text in websocket:
        print(text)
