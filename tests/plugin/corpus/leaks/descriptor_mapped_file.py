# leak: descriptor | test_page_is_mapped | page | MAPS['page'].close()`
"""Files are mapped and closed: the maps have descriptors of their own."""

import mmap

MAPS = {}


class Page(mmap.mmap):
    def first(self):
        return super().read_byte()


def test_page_is_mapped(tmp_path):
    path = tmp_path / "page"
    path.write_bytes(b"x" * 16)
    with path.open("r+b") as file:
        MAPS["page"] = mmap.mmap(file.fileno(), 0)  # <- born
    assert isinstance(MAPS["page"], mmap.mmap)


def test_page_of_a_subclass(tmp_path):
    path = tmp_path / "page"
    path.write_bytes(b"x" * 16)
    with path.open("r+b") as file, Page(file.fileno(), 0) as page:
        assert page.first() == ord("x")
