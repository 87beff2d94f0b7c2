# leak: descriptor | test_wakeup | pipe | count: 4 | born: pipe
# leak: descriptor | test_journal | journal.txt
# leak: descriptor | test_next_wakeup | pipe | count: 2 | born: next
"""What an earlier test left is let go in the test that leaves something else: one does not stand for the other."""

import os

SPARE = []
PIPES = []
JOURNALS = []


def close(number):
    for _ in range(number):
        os.close(SPARE.pop())


def test_wakeup():
    SPARE.extend(end for _ in range(2) for end in os.pipe())  # <- pipe


def test_journal(tmp_path):
    close(2)
    JOURNALS.append(open(tmp_path / "journal.txt", "w"))  # <- born


def test_next_wakeup():
    close(2)
    PIPES.append(os.pipe())  # <- next
