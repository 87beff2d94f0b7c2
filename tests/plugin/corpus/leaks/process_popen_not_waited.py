# leak: process | test_sidecar | sleep
"""A sidecar process runs on when its test is over."""

import subprocess


def start_sidecar():
    return subprocess.Popen(["sleep", "60"])  # <- born


KEPT = []


def test_sidecar():
    process = start_sidecar()
    KEPT.append(process)
    assert process.poll() is None
