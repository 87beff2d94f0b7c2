# leak: descriptor | test_version | pipe | .JOBS[0].stdout.close()`
"""A process is waited for, and its output never read: the job keeps the pipe."""

import subprocess
import sys

JOBS = []


def test_version():
    job = subprocess.Popen([sys.executable, "--version"], stdout=subprocess.PIPE)  # <- born
    JOBS.append(job)
    assert job.wait() == 0


def test_version_is_read():
    job = subprocess.Popen([sys.executable, "--version"], stdout=subprocess.PIPE)
    JOBS.append(job)
    assert job.communicate()[0].startswith(b"Python")
