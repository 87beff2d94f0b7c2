# Fine: the first request fetches the icon, and all others are given what was kept.
import aiohttp
from fastapi import FastAPI, Response

app = FastAPI()
icon = None


@app.get("/icon")
async def fetched():
    global icon
    if icon:
        return Response(content=icon)
    async with aiohttp.ClientSession() as session, session.get("https://icons.example/one.png") as answer:
        icon = await answer.read()
        return Response(content=icon)
