# clean: a worker of the module's opens its log when the first job comes, in a test's time, and closes it at its end
import queue
import threading

import pytest


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "jobs.log"
    jobs = queue.Queue()

    def run():
        log = None
        while (job := jobs.get()) is not None:
            log = log or open(path, "w")
            job.set()
        log.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield jobs
    jobs.put(None)
    thread.join()


def test_first_job(jobs):
    done = threading.Event()
    jobs.put(done)
    done.wait()


def test_next_job(jobs):
    done = threading.Event()
    jobs.put(done)
    done.wait()
