# The class is in another file.
from ok_method_cleans_up.link import Link


async def dial(host):
    link = Link(host)
    await link.connect()
    return link
