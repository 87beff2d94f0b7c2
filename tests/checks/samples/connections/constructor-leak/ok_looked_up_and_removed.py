# Fine: nothing is taken. What has turned out to be bad is removed from what was there before.
async def refresh(store, client, key):
    record = store.get_record(key)
    try:
        record.update(await client.get(key))
    except Exception:
        await store.remove_record(record)
        raise
    return record
