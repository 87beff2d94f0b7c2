# The handler of the end of a connection forgets the tasks, which tick on for a session that is gone.
import asyncio

import socketio

sio = socketio.AsyncServer(async_mode="asgi")
tickers = {}
beats = {}


@sio.event
async def connect(sid, environ):
    tickers[sid] = asyncio.create_task(tick(sid))  # expect: WSH202 medium
    beats[sid] = sio.start_background_task(tick, sid)  # expect: WSH202 medium


async def tick(sid):
    while True:
        await asyncio.sleep(1)
        await sio.emit("tick", to=sid)


@sio.event
async def disconnect(sid, reason=None):
    beat = beats.pop(sid, None)
    if beat:
        print("gone", sid)
    del tickers[sid]
