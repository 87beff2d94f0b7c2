# Fine: each attempt is for one order, and they come as fast as somebody gives them.
import asyncio

import websockets


async def deliver(orders: asyncio.Queue):
    while True:
        order = await orders.get()
        try:
            async with websockets.connect(order.url) as websocket:
                await websocket.send(order.text)
        except OSError as error:
            print("not delivered", error)
