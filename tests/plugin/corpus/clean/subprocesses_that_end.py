# clean: processes that are waited for in all the usual ways
import asyncio
import multiprocessing
import os
import subprocess
import sys

import pytest


def test_run():
    assert subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, check=True).stdout == b"1\n"


def test_popen_as_context():
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.communicate(b"x")[0] == b"x"


async def test_asyncio():
    process = await asyncio.create_subprocess_exec("true")
    assert await process.wait() == 0


async def test_asyncio_communicate():
    process = await asyncio.create_subprocess_exec("cat", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert (await process.communicate(b"y"))[0] == b"y"


def test_fork():
    if (child := os.fork()) == 0:
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_multiprocessing():
    process = multiprocessing.get_context("fork").Process(target=print)
    process.start()
    process.join()


@pytest.fixture(scope="module")
def sidecar():
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.terminate()
    process.wait()


def test_sidecar(sidecar):
    assert sidecar.poll() is None
