"""Recognises tests, documentation, examples and benchmarks: what they open, the end of the process may close."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Plural words, and `docs_src`, tell enough with any word; `test_utils` or `sample_rate` may be the program itself.
_FOLDER = re.compile(
    r"benchmarks?|demos?|docs?|examples?|samples?|testing|tests?"
    r"|(?:benchmarks|examples|samples|demos|tests)[-_].+"
    r"|.+[-_](?:benchmarks|examples|samples|demos|tests)"
    r"|(?:docs?|examples?|samples?|demos?)[-_](?:src|source|code|apps?|applications?|projects?|programs?|scripts?)",
    re.DOTALL,
)
_TEST_FILE = re.compile(r"test_.*\.py|.*_tests?\.py|conftest\.py|tests?\.py", re.DOTALL)


def is_exempt_folder(name: str) -> bool:
    """True for a folder whose files are exempt, by its own name."""
    return _FOLDER.fullmatch(name.lower().lstrip("_")) is not None


def is_exempt_file(name: str) -> bool:
    """True for a test module, by its own name."""
    return _TEST_FILE.fullmatch(name) is not None


def is_exempt(parts: Iterable[str]) -> bool:
    """True for a file given by the names of its folders and its own, those that count."""
    *folders, name = parts
    return is_exempt_file(name) or any(is_exempt_folder(folder) for folder in folders)
