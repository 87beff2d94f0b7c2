"""Names that are the same in every run."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pytest_wshygiene.probes.steady import steady_name, steady_target, steady_url


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("", ""),
        ("/", "/"),
        ("/rooms/lobby", "/rooms/lobby"),
        ("/rooms/3f2c9a7e-77aa-4c1b/chat", "/rooms/x/chat"),
        ("/feed?token=abc", "/feed"),
    ],
)
def test_the_path_of_a_connection(path: str, name: str) -> None:
    assert steady_url(path) == name


@pytest.mark.parametrize(("logger", "name"), [("app.rooms", "app.rooms"), ("app.client.3f2c.io", "app.client.x.io")])
def test_the_name_of_a_logger(logger: str, name: str) -> None:
    assert steady_name(logger, ".") == name


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("pipe:[5926726]", "pipe:[x]"),
        ("anon_inode:[eventpoll]", "anon_inode:[eventpoll]"),
        ("/dev/null", "/dev/null"),
        ("/var/lib/app/users2.db", "usersx.db"),
        ("/srv/project/data/users.db", "data/users.db"),
        ("/srv/project-old/users.db", "users.db"),
    ],
)
def test_what_a_descriptor_leads_to(target: str, name: str) -> None:
    assert steady_target(target, "/srv/project") == name


@pytest.mark.parametrize("other_end", ["/dev/ptmx", "/dev/pts/ptmx"])
def test_both_ends_of_a_terminal_have_one_name(other_end: str) -> None:
    assert steady_target(other_end, "/srv/project") == steady_target("/dev/pts/7", "/srv/project")


def test_a_temporary_file_has_no_name() -> None:
    folder = Path(tempfile.gettempdir()).resolve()

    assert steady_target(str(folder / "tmpq3jx_f2k"), "/srv/project") == "a temporary file"
    assert steady_target(str(folder / "project" / "log"), str(folder / "project")) == "log"
