# The slot is free again when the request fails, and stays reserved when it is cancelled.
async def fetch(slots, client, url):
    slot = await slots.acquire_slot(url)  # expect: WSH404 medium
    try:
        answer = await client.get(url, slot.number)
    except Exception:
        await slots.release_slot(slot)
        raise
    await slots.release_slot(slot)
    return answer
