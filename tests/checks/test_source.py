"""Where a project begins, what its modules are called, and what the bytes of a file say."""

from __future__ import annotations

from pathlib import Path

import pytest

from wshygiene_checks.source import (
    Modules,
    Undecodable,
    decode,
    encoding_of,
    find_project,
    may_hold_facts,
    translated,
)
from wshygiene_checks.source.examples import is_exempt_folder


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[tool.wshygiene]\n" if name.startswith("configured") else "")


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("app.py", "app"),
        ("pkg/__init__.py", "pkg"),
        ("pkg/feed.py", "pkg.feed"),
        ("pkg/inner/__init__.py", "pkg.inner"),
        ("pkg/inner/feed.py", "pkg.inner.feed"),
        ("src/lib/__init__.py", "lib"),
        ("src/lib/feed.py", "lib.feed"),
        ("checks/tool/__init__.py", "tool"),  # a folder that only holds packages is none
        ("checks/tool/main.py", "tool.main"),
        ("src/space/feed.py", "space.feed"),  # without __init__.py: a namespace
        ("space/feed.py", "space.feed"),
        ("src/lib/space/feed.py", "lib.space.feed"),  # a namespace in a package
        ("checks/tool/space/deeper/feed.py", "tool.space.deeper.feed"),
        ("src/single.py", "single"),
        ("__init__.py", "__init__"),  # a folder that is a package and the project at once has no name to go by
    ],
)
def test_a_module_is_named_as_it_is_imported(tmp_path: Path, file: str, module: str) -> None:
    packages = ["pkg", "pkg/inner", "src/lib", "checks/tool"]
    make(tmp_path, *(f"{package}/__init__.py" for package in packages))

    assert Modules(str(tmp_path)).name(str(tmp_path / file)) == module


def test_a_namespace_in_a_package_that_is_the_whole_project_is_named_with_it(tmp_path: Path) -> None:
    make(tmp_path, "lib/__init__.py", "lib/space/feed.py")

    assert Modules(str(tmp_path / "lib")).name(str(tmp_path / "lib/space/feed.py")) == "lib.space.feed"


@pytest.mark.parametrize(
    ("file", "imported", "name"),
    [
        ("backend/main.py", "app.hub", "backend.app.hub"),  # the program is started in `backend`
        ("backend/app/hub.py", "app.hub.HUB", "backend.app.hub.HUB"),
        ("backend/app/hub.py", "main", "backend.main"),
        ("backend/app/hub.py", "app.store.rows", "store.rows"),  # a package in a folder that is none
        ("backend/main.py", "backend.app.hub", "backend.app.hub"),
        ("tests/test_hub.py", "app.hub", "app.hub"),  # started elsewhere: it means something else
        ("tests/test_hub.py", "src.lib.feed", "lib.feed"),
        ("worker/run.py", "tasks", "worker.tasks"),  # of two that are called so the one beside it
        ("backend/main.py", "tasks", "backend.tasks"),
        ("backend/main.py", "logging.handlers", "logging.handlers"),  # the standard library is never meant
        ("plain/one.py", "two", "two"),  # nothing is started here
        ("site/views.py", "forms", "site.forms"),  # `manage.py` is started inside a package
        ("lib/main.py", "redis", "redis"),  # a package imports what is beside it by its own name
    ],
)
def test_what_a_program_imports_is_found_from_where_it_is_started(
    tmp_path: Path, file: str, imported: str, name: str
) -> None:
    places = [
        "backend/main.py backend/tasks.py backend/logging.py backend/app/hub.py backend/app/store/__init__.py",
        "backend/app/store/rows.py tests/test_hub.py src/lib/__init__.py src/lib/feed.py worker/run.py worker/tasks.py",
        "plain/one.py plain/two.py site/__init__.py site/manage.py site/views.py site/forms.py",
        "lib/__init__.py lib/main.py lib/redis.py",
    ]
    files = " ".join(places).split()
    make(tmp_path, *files)
    modules = Modules(str(tmp_path), [str(tmp_path / each) for each in files])

    assert translated(modules.module(str(tmp_path / file)).local, imported) == name


def test_a_module_has_another_key_where_its_imports_mean_something_else(tmp_path: Path) -> None:
    make(tmp_path, "backend/app/hub.py", "backend/main.py")
    files = [str(tmp_path / "backend" / name) for name in ("app/hub.py", "main.py")]
    before = Modules(str(tmp_path), files).module(files[0])
    make(tmp_path, "backend/app/store/__init__.py")
    after = Modules(str(tmp_path), [*files, str(tmp_path / "backend/app/store/__init__.py")]).module(files[0])

    assert before.name == after.name
    assert before.key != after.key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "iso8859-15", "cp1252"])
def test_an_encoding_that_is_declared_is_believed(encoding: str) -> None:
    text = f"# -*- coding: {encoding} -*-\nx = '\u00e9'\n" if not encoding.startswith("utf") else "x = '\u00e9'\n"
    data = text.encode(encoding)

    assert decode(data) == text
    assert decode(data).encode(encoding_of(data)) == data


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\n\n# coding: latin-1\ny = '\xe9'\n",  # too late: only the first two lines count
        b"x = 1 # coding: latin-1\ny = '\xe9'\n\n",  # behind code it is a comment like any other
        b"\xef\xbb\xbfx = '\xe9'\n",
        b"'\xff\xfe'",
    ],
)
def test_what_is_not_utf8_and_says_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(Undecodable, match="is not UTF-8"):
        decode(data)


def test_a_mark_and_a_cookie_that_disagree_are_refused() -> None:
    with pytest.raises(Undecodable, match="Expected: an encoding that Python knows"):
        decode(b"\xef\xbb\xbf# coding: latin-1\n")


@pytest.mark.parametrize("text", ["a\r\nb\r\n", "a\rb", "a\nb", "a\x0cb\u2028c"])
def test_line_ends_stay_as_they_are(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    "text",
    [
        "from app.base import Base\n",  # gives a class a second name
        "class Base: ...\n",
        "def stop(feed): ...\n",
        "CONNECTIONS = {}\n",
        "ROOMS = []\n",
        "HUB.close()\n",
    ],
)
def test_the_gate_lets_through_what_may_matter(text: str) -> None:
    assert may_hold_facts(text.encode())


@pytest.mark.parametrize("text", ["", "# a comment\n", "__version__ = '1.0'\n", '"""Words."""\nx = y = 3\n'])
def test_the_gate_spares_what_cannot_matter(text: str) -> None:
    assert not may_hold_facts(text.encode())


def test_the_settings_make_the_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    make(tmp_path, "pyproject.toml", "a/b/pyproject.toml", "a/b/app.py")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.wshygiene]\n")

    found = find_project([str(tmp_path / "a/b/app.py")], str(tmp_path))

    assert found == (str(tmp_path / "a"), str(tmp_path), True)


def test_settings_beyond_the_repository_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.wshygiene]\n")
    make(tmp_path, "repository/.git", "repository/app.py")

    found = find_project([str(tmp_path / "repository/app.py")], str(tmp_path))

    assert found.root == str(tmp_path / "repository")


def test_without_a_repository_the_nearest_pyproject_makes_the_root(tmp_path: Path) -> None:
    make(tmp_path, "pyproject.toml", "a/pyproject.toml", "a/b/app.py")

    assert find_project([str(tmp_path / "a/b/app.py")], "/").root == str(tmp_path / "a")
    assert find_project([str(tmp_path / "a/b/app.py"), str(tmp_path)], "/").root == str(tmp_path)


def test_without_either_there_is_no_project(tmp_path: Path) -> None:
    make(tmp_path, "a/app.py")

    assert find_project([str(tmp_path / "a/app.py")], str(tmp_path)) == (str(tmp_path), str(tmp_path), False)
    assert find_project([str(tmp_path / "a/app.py")], "/nowhere").root == str(tmp_path / "a")


@pytest.mark.parametrize("folder", ["docs_src", "examples_dev", "sample_apps", "integration_tests", "_tests", "Docs"])
def test_folders_of_tests_and_documentation_are_told_by_their_names(folder: str) -> None:
    assert is_exempt_folder(folder)


@pytest.mark.parametrize("folder", ["test_utils", "sample_rate", "doc_store", "latest", "contests", "app"])
def test_folders_of_the_program_are_not(folder: str) -> None:
    assert not is_exempt_folder(folder)
