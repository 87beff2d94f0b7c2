# The class is in another file.
from bad_half_open.link import Link


async def dial(host):
    link = Link(host)
    await link.connect()  # expect: WSH404 medium
    return link
