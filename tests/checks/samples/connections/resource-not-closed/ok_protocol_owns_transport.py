# The protocol keeps its transport from `connection_made`, and it is the protocol that goes out.
import asyncio


async def discover(factory):
    loop = asyncio.get_running_loop()
    _, protocol = await loop.create_datagram_endpoint(factory, local_addr=("0.0.0.0", 0))
    return protocol
