# leak: socket | test_dials_in_a_context_of_its_own | held by   socket_made_in_a_new_context.KEPT
# leak: socket | test_dials_so_in_a_worker | held by   socket_made_in_a_new_context.KEPT
# leak: socket | test_dials_so_in_a_thread | held by   socket_made_in_a_new_context.KEPT
"""Greenlets and some runners begin with an empty context; what is made there is the running test's all the same."""

import contextvars
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

KEPT = []


def dial():
    KEPT.append(socket.socket())  # <- born


def test_dials_in_a_context_of_its_own():
    contextvars.Context().run(dial)


def test_closes_in_a_context_of_its_own():
    contextvars.Context().run(lambda: socket.socket().close())


def test_dials_so_in_a_worker():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(contextvars.Context().run, dial).result()


def test_dials_so_in_a_thread():
    thread = threading.Thread(target=contextvars.Context().run, args=(dial,))
    thread.start()
    thread.join()
