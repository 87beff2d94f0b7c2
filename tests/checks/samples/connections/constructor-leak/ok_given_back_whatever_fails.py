# Fine: `BaseException` is all there is, and a cancellation one of them.
async def fetch(slots, client, url):
    slot = await slots.acquire_slot(url)
    try:
        answer = await client.get(url, slot.number)
    except BaseException:
        await slots.release_slot(slot)
        raise
    await slots.release_slot(slot)
    return answer
