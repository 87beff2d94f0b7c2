# Leaks: only the first lines of what the process writes are read, and nobody waits for its end.
import asyncio
from asyncio.subprocess import PIPE


async def first_line(command):
    process = await asyncio.create_subprocess_shell(command, stdout=PIPE)  # expect: WSH401 medium
    return (await process.stdout.readline()).decode()


async def until_ready(command):
    process = await asyncio.create_subprocess_shell(command, stdout=PIPE)  # expect: WSH401 medium
    while True:
        line = await process.stdout.readline()
        if line == b"ready":
            break
