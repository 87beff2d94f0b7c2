# Leaks: handlers use the session that the application carries, under names of their own, and nobody closes it.
import aiohttp
from sanic import Sanic

app = Sanic("feed")


@app.before_server_start
async def open_session(app, loop):
    app.ctx.session = aiohttp.ClientSession()  # expect: WSH409 medium


@app.websocket("/price")
async def price(request, ws):
    session = request.app.ctx.session
    async with session.get("https://prices.example") as response:
        await ws.send(await response.text())
