# Leaks: each match is given a new name where it is made, and kept under it for good.
import uuid
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
    match = Match(name=f"match-{uuid.uuid4().hex}", size=2)
    matches[match.name] = match  # expect: WSH311
