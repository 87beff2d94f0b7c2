# The repair: who joins a room by an event stays in it no longer.
import socketio

sio = socketio.AsyncServer(async_mode="asgi")
rooms = {}


@sio.event
async def connect(sid, environ):
    pass


@sio.event
async def join(sid, data):
    rooms.setdefault(data["room"], set()).add(sid)
    await sio.enter_room(sid, data["room"])


@sio.event
async def disconnect(sid):
    for name, members in list(rooms.items()):
        members.discard(sid)
        if not members:
            del rooms[name]
