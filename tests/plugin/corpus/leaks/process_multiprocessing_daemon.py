# leak: process | fixture worker (module) | Process
"""A worker process of the module that is told nothing."""

import multiprocessing
import time

import pytest


@pytest.fixture(scope="module")
def worker():
    process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,), daemon=True)
    process.start()  # <- born
    return process


def test_alive(worker):
    assert worker.is_alive()
