# leak: executor | fixture crunchers (module) | ProcessPoolExecutor
"""Processes instead of threads; the fixture has no teardown."""

import concurrent.futures
import multiprocessing

import pytest


@pytest.fixture(scope="module")
def crunchers():
    context = multiprocessing.get_context("fork")
    return concurrent.futures.ProcessPoolExecutor(1, mp_context=context)  # <- born


def test_crunch(crunchers):
    assert crunchers.submit(abs, -3).result() == 3
