# clean: idle connections by host, and workers in a list, of a session's dispatcher
import collections
import contextlib
import queue
import socket
import threading

import pytest


class Dispatcher:
    __slots__ = ("idle", "jobs", "listener", "workers")

    def __init__(self, listener):
        self.listener, self.idle = listener, collections.defaultdict(collections.deque)
        self.jobs, self.workers = queue.Queue(), []

    @contextlib.contextmanager
    def line(self, host):
        line = self.idle[host].pop() if self.idle[host] else socket.create_connection(self.listener.getsockname())
        yield line
        self.idle[host].append(line)

    def hire(self):
        self.workers.append(threading.Thread(target=self.work))
        self.workers[-1].start()

    def work(self):
        while (job := self.jobs.get()) is not None:
            job.set()

    def close(self):
        for _ in self.workers:
            self.jobs.put(None)
        for worker in self.workers:
            worker.join()
        for lines in self.idle.values():
            for line in lines:
                line.close()


@pytest.fixture(scope="session")
def dispatcher():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dispatcher = Dispatcher(listener)
        yield dispatcher
        dispatcher.close()


def test_line(dispatcher):
    with dispatcher.line("a") as line:
        assert line.fileno() > 0


def test_line_again(dispatcher):
    with dispatcher.line("a"), dispatcher.line("b"):
        assert not any(dispatcher.idle.values())


def test_workers(dispatcher):
    dispatcher.hire()
    done = threading.Event()
    dispatcher.jobs.put(done)
    assert done.wait(5)
