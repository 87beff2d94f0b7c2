"""The hooks, run by pre-commit itself on a small repository.

pre-commit installs the checkout into an environment of its own, once for all tests of this file; it takes the
dependencies from the package index, so these tests need the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Everything that the package is built from.
SOURCES = (
    ".pre-commit-hooks.yaml",
    "README.md",
    "checks/wshygiene_checks",
    "examples/wshygiene_reference",
    "pyproject.toml",
    "pytest_wshygiene",
)

pytestmark = [
    pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]

LEAKING = """\
import asyncio


class Feed:
    async def open(self) -> None:
        self._beat = asyncio.create_task(self.run())
        self._pump = asyncio.create_task(self.run())

    async def run(self) -> None:
        while True:
            await asyncio.sleep(20)

    async def close(self) -> None:
        self._beat.cancel()
"""
REPAIRED = LEAKING + "        self._pump.cancel()\n"

ELSEWHERE = """\
from feed import Feed


async def stop(feed: Feed) -> None:
    feed._pump.cancel()
    await feed.close()
"""

BROADCASTING = """\
import websockets

CLIENTS = set()


async def handler(websocket):
    CLIENTS.add(websocket)
    try:
        async for message in websocket:
            await broadcast(message)
    finally:
        CLIENTS.discard(websocket)


async def broadcast(text):
    for client in CLIENTS:
        await client.send(text)


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()
"""


class Repository:
    """A git repository with our hooks."""

    def __init__(self, folder: Path, hooks: Path, home: Path) -> None:
        self.folder = folder
        self._environment = os.environ | {
            "PRE_COMMIT_HOME": str(home),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org",
        }
        folder.mkdir(exist_ok=True)
        self.git("init", "--quiet")
        if hooks != folder:
            revision = Repository(hooks, hooks, home).git("rev-parse", "HEAD").stdout.strip()
            self.write(".pre-commit-config.yaml", _configuration(hooks, revision))

    def git(self, *args: str) -> subprocess.CompletedProcess[str]:
        return self._run("git", *args)

    def write(self, name: str, text: str) -> None:
        """Write a file and stage it."""
        (self.folder / name).write_text(text)
        self.git("add", name)

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "--no-verify", "--message", "As it is")

    def run_hook(self, name: str, *args: str) -> tuple[int, str]:
        """The code and the output of a hook, on what is staged."""
        done = self._run(sys.executable, "-m", "pre_commit", "run", name, *args, check=False)
        return done.returncode, done.stdout + done.stderr

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in self._environment.items() if not name.startswith("PYTEST_")}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=check, timeout=300
        )


def _configuration(hooks: Path, revision: str) -> str:
    names = ["wshygiene", "wshygiene-fix", "wshygiene-full"]
    listed = "".join(f"      - id: {name}\n" for name in names)
    return f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n{listed}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environment that these tests share."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A repository with the sources of this package, as pre-commit would clone it."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in SOURCES:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    Repository(folder, folder, home).commit()
    return folder


@pytest.fixture
def repository(tmp_path: Path, hooks: Path, home: Path) -> Repository:
    return Repository(tmp_path / "app", hooks, home)


def test_a_staged_file_that_leaks_fails_and_a_repaired_one_passes(repository: Repository) -> None:
    repository.write("feed.py", LEAKING)
    code, output = repository.run_hook("wshygiene")
    assert code == 1
    assert "feed.py:7:22: WSH" in output
    assert "_pump" in output

    repository.write("feed.py", REPAIRED)
    code, output = repository.run_hook("wshygiene")
    assert (code, "Passed" in output) == (0, True), output


def test_a_release_in_a_file_that_is_not_staged_is_seen(repository: Repository) -> None:
    repository.write("hub.py", ELSEWHERE)
    repository.commit()
    repository.write("feed.py", LEAKING)
    code, output = repository.run_hook("wshygiene")
    assert (code, "Passed" in output) == (0, True), output

    repository.git("rm", "--quiet", "hub.py")
    assert repository.run_hook("wshygiene")[0] == 1


def test_what_leaks_elsewhere_does_not_stop_a_commit(repository: Repository) -> None:
    repository.write("old.py", LEAKING)
    repository.commit()
    repository.write("new.py", "import asyncio\n")

    code, output = repository.run_hook("wshygiene")

    assert (code, "Passed" in output) == (0, True), output


def test_the_whole_project_can_be_checked(repository: Repository) -> None:
    repository.write("old.py", LEAKING)
    repository.commit()

    code, output = repository.run_hook("wshygiene-full", "--all-files")

    assert code == 1
    assert "old.py:7:22: WSH" in output


def test_tests_are_left_out_also_when_they_are_staged(repository: Repository) -> None:
    repository.write("test_feed.py", LEAKING)

    code, output = repository.run_hook("wshygiene")

    assert (code, "Passed" in output) == (0, True), output


def test_the_fixing_hook_changes_the_file(repository: Repository) -> None:
    """pre-commit fails when a hook has changed something, so that somebody looks at it."""
    repository.write("hub.py", BROADCASTING)

    code, output = repository.run_hook("wshygiene-fix")

    assert code == 1
    assert "files were modified by this hook" in output
    assert repository.git("diff", "--name-only").stdout == "hub.py\n"
