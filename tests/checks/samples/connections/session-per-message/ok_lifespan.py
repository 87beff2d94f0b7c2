# Fine: the application makes one at its start, and closes it at its end.
import contextlib

import httpx
from fastapi import FastAPI, Request


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI):
    async with httpx.AsyncClient() as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/price")
async def price(request: Request, symbol: str):
    return (await request.app.state.client.get(f"https://prices.example/{symbol}")).json()
