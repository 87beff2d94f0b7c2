# leak: process | test_reads | when the event loop | parts     task test_reads.<locals>.drain() | born: reads
# leak: process | test_waits | task Process.wait() | born: waits
# leak: process | test_talks | parts     task Process.communicate() | born: talks
# leak: process | test_both | task Process.wait() | parts     task | born: both
# leak: process | test_only_sleeps | .wait()` | born: sleeps
# leak: task | test_only_sleeps | `sleep()` was still running | born: sleeper
"""Tasks that read what a child process of asyncio's writes, or wait for it, end with it; one that sleeps does not."""

import asyncio
import sys

KEPT = []
CAT = [sys.executable, "-c", "input()"]
PIPE = asyncio.subprocess.PIPE


def keep(process, *awaited):
    KEPT.append(process)
    KEPT.extend(asyncio.ensure_future(each) for each in awaited)


async def test_reads():
    process = await asyncio.create_subprocess_exec(*CAT, stdin=PIPE, stdout=PIPE)  # <- reads

    async def drain():
        async for line in process.stdout:
            print(line)

    keep(process, drain())
    await asyncio.sleep(0)


async def test_waits():
    process = await asyncio.create_subprocess_exec(*CAT, stdin=PIPE)  # <- waits
    keep(process, process.wait())
    await asyncio.sleep(0)


async def test_talks():
    process = await asyncio.create_subprocess_exec("sleep", "60", stdout=PIPE, stderr=PIPE)  # <- talks
    keep(process, process.communicate())
    await asyncio.sleep(0)


async def test_both():
    process = await asyncio.create_subprocess_exec(*CAT, stdin=PIPE, stdout=PIPE)  # <- both
    keep(process, process.wait(), process.stdout.read())
    await asyncio.sleep(0)


async def test_only_sleeps():
    process = await asyncio.create_subprocess_exec(*CAT, stdin=PIPE)  # <- sleeps
    KEPT.append(process)
    KEPT.append(asyncio.create_task(asyncio.sleep(60)))  # <- sleeper
    await asyncio.sleep(0)
