# leak: socket | test_job_keeps_a_line | `opened_by_a_function_of_the_test.KEPT['line'].close()` | born: line
# leak: descriptor | test_job_keeps_a_file | KEPT['file'].close() | born: file
# leak: thread | test_job_starts_a_thread | set `leave` | born: thread
# leak: socket | fixture crew (module) | KEPT['spare'] | born: spare
"""What a fixture's workers are given to call is a function of the test's: it answers for what that opens, not they."""

import queue
import socket
import threading

import pytest

KEPT = {}


class Crew:
    def __init__(self):
        self.jobs = queue.SimpleQueue()
        self.worker = threading.Thread(target=self.work)
        self.worker.start()

    def work(self):
        while (job := self.jobs.get()) is not None:
            job()

    def do(self, job):
        done = threading.Event()
        self.jobs.put(job)
        self.jobs.put(done.set)
        assert done.wait(5)

    def spare_line(self):
        KEPT["spare"] = socket.socket()  # <- spare

    def close(self):
        self.jobs.put(None)
        self.worker.join()


@pytest.fixture(scope="module")
def crew():
    crew = Crew()
    yield crew
    crew.close()


def test_job_keeps_a_line(crew):
    def job():
        KEPT["line"] = socket.socket()  # <- line

    crew.do(job)


def test_job_closes_its_line(crew):
    def job():
        with socket.socket():
            pass

    crew.do(job)


def test_job_keeps_a_file(crew, tmp_path):
    crew.do(lambda: KEPT.update(file=open(tmp_path / "job", "w")))  # <- file


def test_job_starts_a_thread(crew):
    leave = threading.Event()

    def sit():
        leave.wait()

    def job():
        threading.Thread(target=sit, daemon=True).start()  # <- thread

    crew.do(job)


def test_line_of_the_crew(crew):
    crew.do(crew.spare_line)


class Loader:
    """Asks for what it has not got yet, in a thread of its own, and closes all of it."""

    def __init__(self):
        self.loaded, self.wanted = {}, queue.SimpleQueue()
        self.worker = threading.Thread(target=self.work)
        self.worker.start()

    def work(self):
        while (job := self.wanted.get()) is not None:
            name, load, done = job
            self.loaded[name] = load()
            done.set()

    def get(self, name, load):
        done = threading.Event()
        self.wanted.put((name, load, done))
        assert done.wait(5)
        return self.loaded[name]

    def forget(self, name):
        self.loaded.pop(name).close()

    def close(self):
        self.wanted.put(None)
        self.worker.join()
        for thing in self.loaded.values():
            thing.close()


@pytest.fixture(scope="module")
def loader():
    loader = Loader()
    yield loader
    loader.close()


def test_line_for_the_loader(loader):
    assert loader.get("line", lambda: socket.socket()).fileno() > 0


def test_file_for_the_loader(loader, tmp_path):
    def load():
        return open(tmp_path / "loaded", "w")

    assert loader.get("file", load).fileno() > 0
