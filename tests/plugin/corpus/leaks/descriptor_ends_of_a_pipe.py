# leak: descriptor | test_asks | ENDS[0] | count: 2
"""Both ends of a pipe to a worker that has long gone; another test closes its own, and a queue has its own as well."""

import multiprocessing

ENDS = []


def test_asks():
    ours, theirs = multiprocessing.Pipe()  # <- born
    ENDS.extend((ours, theirs))
    theirs.send("done")
    assert ours.recv() == "done"


def test_closes():
    ours, theirs = multiprocessing.Pipe(duplex=False)
    ours.close()
    theirs.close()


def test_queue():
    queue = multiprocessing.SimpleQueue()
    queue.put(1)
    assert queue.get() == 1
    queue.close()
