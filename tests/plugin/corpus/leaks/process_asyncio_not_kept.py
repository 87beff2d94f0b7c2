# leak: process | test_transcode | cat | `process.terminate()`, then `await process.wait()`
"""The program has never had ``subprocess``'s object, only asyncio's."""

import asyncio


async def test_transcode():
    await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE)  # <- born
