# clean: pools of threads and processes that are closed in every way that they offer
import multiprocessing
from multiprocessing.pool import ThreadPool

import pytest


def test_with():
    with ThreadPool(2) as pool:
        assert pool.map(abs, [-1, -2]) == [1, 2]


def test_closed_and_joined():
    pool = multiprocessing.get_context("fork").Pool(1)
    assert pool.apply(abs, (-1,)) == 1
    pool.close()
    pool.join()


@pytest.fixture(scope="module")
def pool():
    with ThreadPool(1) as pool:
        yield pool


@pytest.mark.parametrize("number", [1, 2])
def test_of_module(pool, number):
    assert pool.apply(abs, (-number,)) == number


def test_queue_between_processes():
    context = multiprocessing.get_context("fork")
    near, far = context.Pipe()
    process = context.Process(target=far.send, args=(1,))
    process.start()
    assert near.recv() == 1
    process.join()
    near.close()
    far.close()
