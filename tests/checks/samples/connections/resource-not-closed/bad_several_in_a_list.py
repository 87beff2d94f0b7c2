# Each of several connections is used, and none is closed: the list goes when the function returns.
import asyncio
import socket

import websockets


def ask(addresses):
    lines = []
    for address in addresses:
        line = socket.create_connection(address)  # expect: WSH401
        lines.append(line)
    for line in lines:
        line.sendall(b"status\n")


def ask_numbered(addresses):
    lines = [socket.create_connection(address) for address in addresses]  # expect: WSH401
    print(len(lines))
    for number, line in enumerate(lines):
        line.sendall(b"%d\n" % number)


async def tell(urls):
    feeds = await asyncio.gather(*[websockets.connect(url) for url in urls])  # expect: WSH401
    await asyncio.gather(*[feed.send("hello") for feed in feeds])


async def tell_by_name(urls):
    feeds = {}
    for url in urls:
        feeds[url] = await websockets.connect(url)  # expect: WSH401
    for url in urls:
        await feeds[url].send(url)


async def tell_each(urls):
    feeds = {url: await websockets.connect(url) for url in urls}  # expect: WSH401
    for url, feed in feeds.items():
        await feed.send(url)
