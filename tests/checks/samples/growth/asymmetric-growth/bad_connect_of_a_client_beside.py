# The framework calls `connect` with another `sid` each time, whatever an unrelated `connect` is called with.
import socketio

sio = socketio.AsyncServer(async_mode="asgi")
names = {}
rooms = {}


@sio.event
async def connect(sid, environ, auth):
    names[sid] = auth["name"]  # expect: WSH301
    rooms[sid] = auth["room"]


@sio.event
async def disconnect(sid, reason):
    rooms.pop(sid, None)


class Probe:
    def __init__(self):
        self.client = socketio.AsyncClient()

    async def run(self):
        await self.client.connect("http://127.0.0.1:8000")
        await self.client.disconnect()
