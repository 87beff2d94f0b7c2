# A peer that answers the wrong thing gets `False`, and keeps its connection.
import asyncio


class Upgrade:
    async def attempt(self, host):
        reader, writer = await asyncio.open_connection(host, 80)  # expect: WSH404 medium
        writer.write(b"probe")
        if await reader.readline() != b"pong":
            return False
        self.writer = writer
        return True

    def close(self):
        self.writer.close()
