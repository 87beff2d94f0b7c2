# Fine: each match is named for its board, and there are only so many.
from dataclasses import dataclass

import socketio

sio = socketio.AsyncServer()
matches = {}


@dataclass
class Match:
    name: str
    size: int


@sio.on("begin")
async def begin(sid):
    match = Match(name="main", size=2)
    matches[match.name] = match
