# Who joins a room by an event stays in it.
import socketio

sio = socketio.AsyncServer(async_mode="asgi")
rooms = {}


@sio.event
async def connect(sid, environ):
    pass


@sio.event
async def join(sid, data):
    rooms.setdefault(data["room"], set()).add(sid)  # expect: WSH302
    await sio.enter_room(sid, data["room"])


@sio.event
async def disconnect(sid):
    print("bye", sid)
