# leak: descriptor | test_memory | memfd | born: memory
# leak: descriptor | test_event | eventfd | born: event
# leak: descriptor | test_own_process | pidfd | born: process
# leak: descriptor | test_shared_memory | KEPT[3] | count: 2 | born: shared
"""Descriptors that are files only to the operating system."""

import os
from multiprocessing.shared_memory import SharedMemory

KEPT = []


def test_memory():
    KEPT.append(os.memfd_create("frames"))  # <- memory


def test_event():
    KEPT.append(os.eventfd(0))  # <- event


def test_own_process():
    KEPT.append(os.pidfd_open(os.getpid()))  # <- process


def test_shared_memory():
    made = SharedMemory(create=True, size=64)  # <- shared
    made.unlink()
    KEPT.append(made)
