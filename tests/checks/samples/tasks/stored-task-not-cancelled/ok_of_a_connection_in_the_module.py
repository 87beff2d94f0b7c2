# Fine: cancelled when the connection ends, handed on, or ended by what it sends on.
import asyncio

import socketio
from starlette.websockets import WebSocket

sio = socketio.AsyncServer(async_mode="asgi")
tickers = {}
counters = {}
relays = {}
stopping = asyncio.Event()


@sio.event
async def connect(sid, environ):
    tickers[sid] = asyncio.create_task(tick(sid))
    counters[sid] = asyncio.create_task(count(sid))


async def tick(sid):
    while True:
        await asyncio.sleep(1)
        await sio.emit("tick", to=sid)


async def count(sid):
    while not stopping.is_set():
        await asyncio.sleep(1)


@sio.event
async def disconnect(sid, reason=None):
    ticker = tickers.pop(sid, None)
    if ticker:
        ticker.cancel()
    counters.pop(sid, None)


async def relay(ws):
    while True:
        await asyncio.sleep(1)
        await ws.send_text("tick")  # raises when the connection is closed


async def endpoint(websocket: WebSocket):
    await websocket.accept()
    relays[websocket] = asyncio.create_task(relay(websocket))
    try:
        async for message in websocket.iter_text():
            print(message)
    finally:
        relays.pop(websocket, None)
