# leak: process | test_transcode | cat | `process.terminate()`, then `await process.wait()`
"""The program has never had ``subprocess``'s object, only asyncio's, and keeps that where nobody can write its name."""

import asyncio

ENDS = []


async def test_transcode():
    process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE)  # <- born
    ENDS.append(lambda: process.kill())
