# clean: the threads of a session's executor are started by the tests' work
import concurrent.futures
import time

import pytest


@pytest.fixture(scope="session")
def pool():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.mark.parametrize("size", [1, 4])
def test_map(pool, size):
    assert len(list(pool.map(time.sleep, [0.001] * size))) == size


@pytest.fixture(scope="module")
def processes():
    with concurrent.futures.ProcessPoolExecutor(1) as processes:
        yield processes


def test_processes(processes):
    assert processes.submit(abs, -1).result() == 1
