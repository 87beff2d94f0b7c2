# Fine: a cancellation has a handler of its own.
import asyncio


async def fetch(slots, client, url):
    slot = await slots.acquire_slot(url)
    try:
        answer = await client.get(url, slot.number)
    except asyncio.CancelledError:
        await slots.release_slot(slot)
        raise
    except Exception:
        await slots.release_slot(slot)
        raise
    await slots.release_slot(slot)
    return answer
