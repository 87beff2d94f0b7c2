# Fine: each function takes back what it has registered itself, on a room of its own.
import asyncio


async def wait_for_end(room):
    gone = asyncio.get_running_loop().create_future()

    def on_disconnected(who):
        if not gone.done():
            gone.set_result(who)

    room.on("participant_disconnected", on_disconnected)
    try:
        return await gone
    finally:
        room.off("participant_disconnected", on_disconnected)


async def wait_for_name(room, name):
    gone = asyncio.get_running_loop().create_future()

    def on_disconnected(who):
        if who.name == name and not gone.done():
            gone.set_result(who)

    room.on("participant_disconnected", on_disconnected)
    try:
        return await gone
    finally:
        room.off("participant_disconnected", on_disconnected)
