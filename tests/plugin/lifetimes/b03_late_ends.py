"""What was closed, cancelled or told to stop ends on later turns of its loop."""

import asyncio
import ssl
import threading
import time

import aiohttp
from aiohttp import web
from chat import echo, greet, tls, url
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def clean_closing_handshake():
    async with serve(echo, "127.0.0.1", 0) as server:
        client = await connect(url(server))
        await greet(client)
        await client.close()


async def clean_tls_connection():
    async with serve(echo, "127.0.0.1", 0, ssl=tls(ssl.PROTOCOL_TLS_SERVER)) as server:
        client = await connect(url(server).replace("ws:", "wss:"), ssl=tls(ssl.PROTOCOL_TLS_CLIENT))
        await greet(client)
        await client.close()


async def clean_tls_stream_closed_without_waiting():
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0, ssl=tls(ssl.PROTOCOL_TLS_SERVER))
    port = server.sockets[0].getsockname()[1]
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls(ssl.PROTOCOL_TLS_CLIENT))
    writer.close()
    server.close()


async def clean_stream_closed_without_waiting():
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.close()
    server.close()


async def clean_abort():
    async with serve(echo, "127.0.0.1", 0) as server:
        client = await connect(url(server))
        client.transport.abort()


async def clean_task_cancelled_without_waiting():
    task = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    task.cancel()


async def clean_task_with_a_slow_end():
    async def slow():
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)

    task = asyncio.create_task(slow())
    await asyncio.sleep(0)
    task.cancel()


async def hello(request):
    return web.Response(text="hello")


async def clean_aiohttp_session():
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}/") as response:
            assert await response.text() == "hello"
    await runner.cleanup()


def test_thread_told_to_stop():
    stop = threading.Event()

    def work():
        stop.wait()
        time.sleep(0.05)

    threading.Thread(target=work).start()
    stop.set()
