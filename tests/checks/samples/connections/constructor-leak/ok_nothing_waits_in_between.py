# Fine: nothing in the `try` waits, so that it cannot be cancelled there.
async def count(slots, table):
    slot = await slots.acquire_slot()
    try:
        table.append(slot.number)
    except Exception:
        await slots.release_slot(slot)
        raise
    await slots.release_slot(slot)
