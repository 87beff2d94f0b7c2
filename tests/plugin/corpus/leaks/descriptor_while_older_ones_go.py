# leak: descriptor | test_wakeup | pipe | count: 2 | born: pipe
# leak: descriptor | test_journal | journal.txt
"""What an earlier test left is let go in the test that leaves something else: one does not stand for the other."""

import os

SPARE = []
JOURNALS = []


def test_wakeup():
    SPARE.extend(os.pipe())  # <- pipe


def test_journal(tmp_path):
    while SPARE:
        os.close(SPARE.pop())
    JOURNALS.append(open(tmp_path / "journal.txt", "w"))  # <- born
