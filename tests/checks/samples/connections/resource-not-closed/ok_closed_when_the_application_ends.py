# Fine: the server comes back to its lifespan when it ends; nothing is raised there but at the end of the program.
import contextlib

import aiohttp
from starlette.applications import Starlette


@contextlib.asynccontextmanager
async def lifespan(app):
    app.state.session = session = aiohttp.ClientSession()
    yield
    await session.close()


async def rates(app):
    session = aiohttp.ClientSession()
    app["rates"] = await session.get("/rates")
    yield
    await session.close()


app = Starlette(lifespan=lifespan)
app.cleanup_ctx.append(rates)
