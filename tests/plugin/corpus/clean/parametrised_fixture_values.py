# clean: parametrised wider fixtures that are torn down and set up between tests
import socket
import threading

import pytest


@pytest.fixture(scope="module", params=["v4", "v4-again"])
def listener(request):
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock


@pytest.fixture(scope="module")
def accepted(listener):
    near = socket.create_connection(listener.getsockname())
    far, _ = listener.accept()
    yield near, far
    near.close()
    far.close()


@pytest.fixture(params=[1, 2])
def workers(request):
    stop = threading.Event()
    threads = [threading.Thread(target=stop.wait) for _ in range(request.param)]
    for thread in threads:
        thread.start()
    yield threads
    stop.set()
    for thread in threads:
        thread.join()


def test_pairs(accepted, workers):
    near, far = accepted
    near.sendall(b"x")
    assert far.recv(1) == b"x"
    assert workers


def test_more(accepted):
    assert len(accepted) == 2


@pytest.mark.xfail(reason="not written yet")
def test_expected_failure(workers):
    raise NotImplementedError


def test_skipped_inside(workers):
    pytest.skip("not on this machine")
