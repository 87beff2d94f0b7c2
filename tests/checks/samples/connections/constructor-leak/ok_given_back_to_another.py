# Fine: the tag was read from one, and is taken off another. None of them has lent anything.
async def mark(reader, board, client):
    tag = await reader.get_tag()
    try:
        await client.send(tag)
    except Exception:
        board.remove_tag(tag)
        raise
