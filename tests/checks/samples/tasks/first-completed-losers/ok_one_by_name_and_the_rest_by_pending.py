# Fine: what is still pending is cancelled, whatever is done by name besides.
import asyncio


async def serve(websocket, queue):
    sender = asyncio.create_task(send_all(websocket, queue))
    receiver = asyncio.create_task(receive_all(websocket))
    done, pending = await asyncio.wait({sender, receiver}, return_when=asyncio.FIRST_COMPLETED)
    receiver.cancel()
    for task in pending:
        task.cancel()


async def send_all(websocket, queue):
    while True:
        await websocket.send(await queue.get())


async def receive_all(websocket):
    async for text in websocket:
        print(text)
