# leak: server | test_site | keep the `TCPSite`; at the end `await` its `stop()`
"""The server of an aiohttp site that nobody has kept: there is no `server` to close, but a site to stop."""

from aiohttp import web


async def test_site():
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()  # <- born


async def test_runner_is_cleaned_up():
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await runner.cleanup()
