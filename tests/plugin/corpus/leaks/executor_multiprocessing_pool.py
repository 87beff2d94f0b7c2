# leak: executor | fixture crew (module) | Pool
"""A module's pool of processes that is told neither to close nor to terminate."""

import multiprocessing

import pytest

CREWS = []


@pytest.fixture(scope="module")
def crew():
    pool = multiprocessing.get_context("fork").Pool(1)  # <- born
    CREWS.append(pool)
    return pool


def test_crew(crew):
    assert crew.apply(abs, (-3,)) == 3
