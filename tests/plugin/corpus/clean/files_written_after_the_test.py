# clean: files that threads open and close after the test
import asyncio
import threading
import time

import pytest


def write(path):
    time.sleep(0.02)
    with open(path, "w") as file:
        time.sleep(0.02)
        file.write("x")


def test_thread(tmp_path):
    threading.Thread(target=write, args=(tmp_path / "x",)).start()


async def test_to_thread(tmp_path):
    asyncio.get_running_loop().run_in_executor(None, write, tmp_path / "x")


@pytest.fixture(scope="module")
def writer(tmp_path_factory):
    path = tmp_path_factory.mktemp("x") / "x"
    stop = threading.Event()

    def run():
        while not stop.is_set():
            write(path)

    thread = threading.Thread(target=run)
    thread.start()
    yield path
    stop.set()
    thread.join()


@pytest.mark.parametrize("n", range(3))
def test_beside_a_writer(writer, n, tmp_path):
    threading.Thread(target=write, args=(tmp_path / "x",)).start()


@pytest.mark.parametrize("n", range(3))
def test_beside(writer, n):
    time.sleep(0.01 * n)
