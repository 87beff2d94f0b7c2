# run: discover
# leak: registry | test_renders | PAGES
# leak: descriptor | test_keeps_a_file_open | registry registry_of_pages_in_tmp_path.FILES 0 -> 1 | born: opened
"""Tests with a folder of their own can be run again like others; and an open file in a list is one leak."""

PAGES = {}
FILES = []


def test_renders(tmp_path):
    PAGES[tmp_path / "index.html"] = "<h1>Home</h1>"  # <- born


def test_keeps_a_file_open(tmp_path):
    FILES.append((tmp_path / "log").open("w"))  # <- opened
