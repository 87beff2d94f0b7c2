"""A fingerprint stands for a cause: it survives edits and reruns, and changes when the cause does."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from wshygiene_checks.finding import fingerprint

FEED = ("WSH202", "app/feed.py", "Feed", "self._pump")


def test_it_is_the_same_on_every_machine_and_in_every_version() -> None:
    """It is written into committed files: when this value changes, so must the version of the baseline."""
    assert fingerprint(*FEED) == "365cd8c0f4191894"


@pytest.mark.parametrize(
    "other",
    [
        ("WSH206", "app/feed.py", "Feed", "self._pump"),
        ("WSH202", "app/chat.py", "Feed", "self._pump"),
        ("WSH202", "app/feed.py", "Chat", "self._pump"),
        ("WSH202", "app/feed.py", "Feed", "self._beat"),
        ("WSH202", "app/feed.py", "Feedself", "._pump"),  # parts do not run into each other
    ],
    ids=["code", "path", "owner", "subject", "border"],
)
def test_another_cause_has_another_fingerprint(other: tuple[str, str, str, str]) -> None:
    assert fingerprint(*other) != fingerprint(*FEED)


@pytest.mark.parametrize(
    ("today", "tomorrow"),
    [
        ("<Task at 0x7f1c0a90>", "<Task at 0x55D0FFEE>"),
        ("TASKS[3]", "TASKS[12]"),
        ("ROOMS['eur'][0].peers[7]", "ROOMS['eur'][9].peers[10]"),
    ],
)
def test_addresses_and_positions_do_not_count(today: str, tomorrow: str) -> None:
    assert fingerprint("WSH200", "a.py", "test_a", today) == fingerprint("WSH200", "a.py", "test_a", tomorrow)


def test_keys_do_count() -> None:
    assert fingerprint("WSH300", "a.py", "m", "ROOMS['3']") != fingerprint("WSH300", "a.py", "m", "ROOMS['4']")


@pytest.mark.parametrize(
    "path", [Path("app/feed.py"), PurePosixPath("./app/feed.py"), PureWindowsPath("app\\feed.py"), "app\\feed.py"]
)
def test_a_path_may_come_in_any_spelling(path: Path | str) -> None:
    assert fingerprint("WSH202", path, "Feed", "self._pump") == fingerprint(*FEED)


def test_a_name_that_is_not_text_still_has_a_fingerprint() -> None:
    assert len(fingerprint("WSH202", "app/caf\udce9.py", "Feed", "self._pump")) == 16
