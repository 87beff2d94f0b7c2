# Fine: who closes it reaches the application's state by a name that says nothing of an application.
import aiohttp
from fastapi import FastAPI


async def close_all(state):
    await state.client.close()


app = FastAPI()


@app.on_event("startup")
async def open_client():
    app.state.client = aiohttp.ClientSession()


@app.on_event("shutdown")
async def close_client():
    await close_all(app.state)
