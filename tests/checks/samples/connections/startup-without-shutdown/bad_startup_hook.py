# The start-up hook opens a client in a global, and the shutdown hook only logs.
import logging

import httpx
from fastapi import FastAPI

app = FastAPI()
CLIENT = None


@app.on_event("startup")
async def open_client():
    global CLIENT
    CLIENT = httpx.AsyncClient()  # expect: WSH409 medium


@app.on_event("shutdown")
async def say_goodbye():
    logging.info("bye")
