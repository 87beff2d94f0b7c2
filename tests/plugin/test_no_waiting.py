"""Leftovers are not waited for where the threads that run do nothing to them in that time: the report says so."""

from __future__ import annotations

import pytest

#: Each test leaves a thread that makes its rounds; the first one has been told when the second is judged.
ROUNDS = """
import threading
import time

import pytest

class Rounds:
    def __init__(self, pause):
        self.pause = pause
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            {pause}

KEPT = []

def test_first():
    KEPT.append(Rounds({seconds}))

def test_second():
    KEPT.append(Rounds(60))
"""


@pytest.mark.parametrize(
    ("pause", "seconds"),
    [("time.sleep(self.pause)", 60), ("threading.Event().wait(self.pause)", 60), ("time.sleep(self.pause)", 0.3)],
    ids=["sleeps", "waits", "makes short rounds"],
)
def test_what_nobody_will_end_is_not_waited_for(pytester: pytest.Pytester, pause: str, seconds: float) -> None:
    pytester.makepyfile(ROUNDS.format(pause=pause, seconds=seconds))
    result = pytester.runpytest_subprocess("--wshygiene", "-p", "no:cacheprovider", "-o", "wshygiene_settle=2")
    result.stdout.fnmatch_lines(["*`Rounds.run()` was still alive at the end of *::test_second."])


def test_what_may_be_ended_is_waited_for(pytester: pytest.Pytester) -> None:
    """Here by a thread of a fixture's, of which it is not known for how long it waits already."""
    pytester.makepyfile(
        """
        import socket
        import threading

        import pytest

        FOUND = []

        @pytest.fixture(scope="module")
        def reaper():
            end = threading.Event()

            def reap():
                while not end.wait(0.2):
                    while FOUND:
                        FOUND.pop().close()

            thread = threading.Thread(target=reap)
            thread.start()
            yield
            end.set()
            thread.join()

        @pytest.mark.parametrize("turn", range(3))
        def test_it_is_closed_in_a_moment(reaper, turn):
            FOUND.append(socket.socket())
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=3)
