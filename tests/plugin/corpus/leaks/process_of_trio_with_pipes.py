# leak: process | test_opens | `cat` | .wait()`
# leak: descriptor | test_leaves_its_pipes | pipe: | with_pipes.KEPT[1].aclose()` | born: pipes
"""A process of trio's with pipes: they end with it, and are left over where it alone has been waited for."""

import subprocess

import trio

KEPT = []


def test_opens():
    async def main():
        process = await trio.lowlevel.open_process(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # <- born
        KEPT.append(process)

    trio.run(main)


def test_leaves_its_pipes():
    async def main():
        process = await trio.lowlevel.open_process(["true"], stdout=subprocess.PIPE)  # <- pipes
        await process.wait()
        KEPT.append(process.stdout)

    trio.run(main)


def test_waits_and_closes():
    async def main():
        process = await trio.lowlevel.open_process(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        await process.stdin.aclose()
        await process.wait()
        await process.stdout.aclose()

    trio.run(main)
