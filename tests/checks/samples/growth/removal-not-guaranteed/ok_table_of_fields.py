# Fine: the table has a fixed size, and what is written into it takes the place of what was there.
from websockets.asyncio.server import serve

BOARD = {row: dict.fromkeys(range(8), "") for row in range(8)}


async def handler(ws):
    async for text in ws:
        row, column = int(text[0]), int(text[1])
        BOARD[row][column] = "x"
        await ws.send(text)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()
