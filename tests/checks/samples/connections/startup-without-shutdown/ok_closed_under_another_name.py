# Fine: the hook closes each by a local name, one of which may be either of two.
import aiohttp
from sanic import Sanic

app = Sanic("feed")


@app.before_server_start
async def open_sessions(app, loop):
    app.ctx.session = aiohttp.ClientSession()
    app.ctx.other = aiohttp.ClientSession()


@app.after_server_stop
async def close_sessions(app, loop):
    session = app.ctx.session
    await session.close()
    if app.debug:
        last = app.ctx.other
    else:
        last = app.ctx.spare
    await last.close()
