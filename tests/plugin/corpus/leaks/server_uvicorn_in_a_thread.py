# leak: server | test_serves | tell `Server.run()` in its thread to stop | born: run
# leak: server | test_server_is_kept | .KEPT[0][0].run()` in its thread to stop | born: run
"""uvicorn in a thread that a test starts: its asyncio server is not the user's to close, and least from elsewhere."""

import threading
import time

import uvicorn

KEPT = []


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"].endswith("shutdown"):
                return


def serve():
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()  # <- run
    while not server.started:
        time.sleep(0.01)
    return server, thread


def test_serves():
    serve()


def test_server_is_kept():
    KEPT.append(serve())


def test_stops():
    server, thread = serve()
    server.should_exit = True
    thread.join()
