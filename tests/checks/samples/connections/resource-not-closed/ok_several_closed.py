# Each of them is closed, however the collection is gone through.
import asyncio
import select
import socket

import websockets


def in_turn(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    try:
        for line in lines:
            line.sendall(b"status\n")
    finally:
        for line in reversed(lines):
            line.close()


def beside_another(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    for address, line in zip(addresses, lines):
        line.sendall(address)
        line.close()


def as_they_answer(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    while lines:
        readable, _, _ = select.select(lines, [], [])
        for line in readable:
            lines.remove(line)
            line.close()


def one_by_one(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    while lines:
        line = lines.pop()
        line.close()


def by_number(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    lines[0].close()
    lines[1].close()


def by_two_names(addresses):
    first, second = lines = [socket.create_connection(address) for address in addresses]
    first.sendall(b"%d\n" % len(lines))
    first.close()
    second.close()


def by_key(addresses):
    lines = {}
    for address in addresses:
        lines[address] = socket.create_connection(address)
    for address in addresses:
        lines[address].close()


def all_but_the_best(addresses):
    lines = [socket.create_connection(address) for address in addresses]
    best = min(lines, key=lambda line: line.fileno())
    for line in lines:
        if line is not best:
            line.close()
    return best


def in_pairs(addresses):
    pairs = [(address, socket.create_connection(address)) for address in addresses]
    for address, line in pairs:
        line.sendall(address)
        line.close()


async def together(urls):
    feeds = await asyncio.gather(*[websockets.connect(url) for url in urls])
    await asyncio.gather(*[feed.send("hello") for feed in feeds])
    await asyncio.gather(*[feed.close() for feed in feeds])
