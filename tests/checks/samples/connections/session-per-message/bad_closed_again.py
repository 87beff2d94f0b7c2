# It is closed each time: no leak, but each request has to connect anew.
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/price")
async def price(symbol: str):
    async with httpx.AsyncClient() as client:  # expect: WSH405 info
        return (await client.get(f"https://prices.example/{symbol}")).json()
