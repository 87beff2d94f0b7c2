# clean: a server is closed before asyncio has accepted whoever is waiting, and drops that one
import asyncio


async def test_nobody_is_served(tmp_path):
    path = str(tmp_path / "s")
    server = await asyncio.start_unix_server(lambda reader, writer: writer.close(), path)
    _, writer = await asyncio.open_unix_connection(path)
    writer.close()
    server.close()
