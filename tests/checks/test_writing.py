"""Files that are written whole or not at all; what is no file is written to and stays what it is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from wshygiene_checks.writing import Replacement, replace_file


def test_a_file_is_replaced_and_a_link_to_it_stays_one(tmp_path: Path) -> None:
    file, link = tmp_path / "report", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)

    replace_file(link, "new")

    assert link.is_symlink()
    assert file.read_text() == "new"
    assert sorted(tmp_path.iterdir()) == [link, file]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text("old")
    file.chmod(0o600)

    replace_file(file, "new")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_folders_are_made_and_the_mask_for_new_files_holds(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        replace_file(tmp_path / "a" / "b", "new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o640


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text("old")

    with pytest.raises(ZeroDivisionError), Replacement(file) as out:
        out.write(b"half")
        raise ZeroDivisionError

    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(pipe, "new")
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), Replacement(tmp_path):
        pass


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="this system has no /dev/stdout")
def test_a_report_to_the_standard_output_of_the_process() -> None:
    program = "from wshygiene_checks.writing import replace_file; replace_file('/dev/stdout', 'new')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("new", "")
