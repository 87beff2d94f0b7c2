# Fine: the slot is released however the request ends; the handler only takes it from the list of good ones.
async def fetch(slots, client, url):
    slot = await slots.acquire_slot(url)
    try:
        return await client.get(url, slot.number)
    except Exception:
        slots.discard_slot(slot)
        raise
    finally:
        await slots.release_slot(slot)
