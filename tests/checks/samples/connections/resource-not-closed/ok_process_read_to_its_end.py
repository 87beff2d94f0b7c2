# Fine: each function reads what the process writes until nothing more comes, which is when the process ends.
import asyncio
from asyncio.subprocess import PIPE


async def line_by_line(command):
    process = await asyncio.create_subprocess_shell(command, stdout=PIPE)
    while True:
        line = await process.stdout.readline()
        if not line:
            break
        print(line)


async def all_at_once(command):
    process = await asyncio.create_subprocess_shell(command, stdout=PIPE)
    return await process.stdout.read()
