"""Items that are no functions, such as doctests, are judged like tests: silent when clean, told when not: row B19."""

from __future__ import annotations

import pytest

from .silence import assert_silent, run

FOREIGN = {
    "conftest": """
import pytest, socket

class Recipe(pytest.File):
    def collect(self):
        for line in self.path.read_text().splitlines():
            yield Step.from_parent(self, name=line)

class Step(pytest.Item):
    def runtest(self):
        with socket.socket() as sock:
            assert self.name in ("mix", "bake")

    def reportinfo(self):
        return self.path, None, "step " + self.name

class Twice(pytest.Function):
    def runtest(self):
        super().runtest()
        super().runtest()

def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".recipe":
        return Recipe.from_parent(parent, path=file_path)

def pytest_pycollect_makeitem(collector, name, obj):
    if name.startswith("twice_"):
        return Twice.from_parent(collector, name=name)
""",
    "documented": '''
def opened():
    """
    >>> import socket
    >>> with socket.socket() as sock:
    ...     sock.fileno() > 0
    True
    """
''',
    "test_twice": """
import socket

def twice_opened():
    with socket.socket():
        pass
""",
}


def test_b19_items_that_are_no_functions(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**FOREIGN)
    pytester.makefile(".recipe", cake="mix\nbake\n")
    pytester.makefile(".txt", test_text=">>> import socket\n>>> socket.socket().close()\n")
    assert_silent(run(pytester, "--doctest-modules", "--doctest-glob=*.txt"), passed=5)


def test_b19_leaks_of_items_that_are_no_functions(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        conftest="import socket\nKEPT = []\n"
        + FOREIGN["conftest"].replace("with socket.socket() as sock:", "for KEPT[:] in [[socket.socket()]]:")
    )
    pytester.makefile(".recipe", cake="mix\n")
    pytester.makefile(".txt", test_text=">>> import socket, sys\n>>> sys.kept = socket.socket()\n")
    result = run(pytester, "--doctest-glob=*.txt")
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["*at the end of cake.recipe::mix.", "*born*conftest.py:* in Step.runtest"])
    result.stdout.fnmatch_lines(["*at the end of test_text.txt::test_text.txt."])
