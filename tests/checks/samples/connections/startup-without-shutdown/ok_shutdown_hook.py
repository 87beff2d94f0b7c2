# The shutdown hook closes the global that the start-up hook opened.
import httpx
from fastapi import FastAPI

app = FastAPI()
CLIENT = None


@app.on_event("startup")
async def open_client():
    global CLIENT
    CLIENT = httpx.AsyncClient()


@app.on_event("shutdown")
async def close_client():
    await CLIENT.aclose()
