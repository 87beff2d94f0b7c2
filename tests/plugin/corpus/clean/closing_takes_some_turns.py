# clean: transports, tasks and threads that are told to end at the test's end, and do so a moment later
import asyncio
import threading
import time


async def test_transport_closes_on_the_next_turn():
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.close()
    server.close()


async def test_cancelled_task_cleans_up():
    async def tidy():
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.005)

    task = asyncio.create_task(tidy())
    await asyncio.sleep(0)
    task.cancel()


def test_thread_is_on_its_way_out():
    stop = threading.Event()

    def run():
        stop.wait()
        time.sleep(0.01)

    threading.Thread(target=run).start()
    stop.set()
