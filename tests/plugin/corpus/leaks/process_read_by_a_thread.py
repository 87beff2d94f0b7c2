# leak: process | test_reads | parts     thread | born: reads
# leak: process | test_reads_a_stream | parts     thread | born: stream
# leak: process | test_waits | parts     thread | born: waits
# leak: process | test_watches | sleep | born: watches
# leak: thread | test_watches | watch() | born: watcher
"""Threads that read what a child process writes end with it; one that only looks at it now and then does not."""

import subprocess
import sys
import threading
import time

CHATTY = [sys.executable, "-uc", "import time\nwhile True:\n    print('x')\n    time.sleep(0.02)"]
KEPT = []


def start(target, *args):
    KEPT.append(threading.Thread(target=target, args=args, daemon=True))
    KEPT[-1].start()


def drain(stream):
    while stream.readline():
        pass


def test_reads():
    process = subprocess.Popen(CHATTY, stdout=subprocess.PIPE)  # <- reads
    start(lambda: [None for _ in process.stdout])
    KEPT.append(process)


def test_reads_a_stream():
    process = subprocess.Popen(CHATTY, stdout=subprocess.PIPE)  # <- stream
    start(drain, process.stdout)
    KEPT.append(process)


def test_waits():
    process = subprocess.Popen(["sleep", "30"])  # <- waits
    start(process.wait)
    KEPT.append(process)


def test_watches():
    process = subprocess.Popen(["sleep", "30"])  # <- watches

    def watch():
        while True:
            process.poll()
            time.sleep(0.5)

    KEPT.append(process)
    KEPT.append(threading.Thread(target=watch, daemon=True))
    KEPT[-1].start()  # <- watcher
