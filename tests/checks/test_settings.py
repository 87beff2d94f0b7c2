"""The `[tool.wshygiene]` table: what it may say, and that a slip of the pen is an error with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from wshygiene_checks.catalogue import RULES
from wshygiene_checks.settings import Lifetimes, Patterns, PerFile, Settings, SettingsError, chosen, read

EVERYTHING = """
[tool.wshygiene]
select = ["WSH2", "asymmetric-growth"]
extend-select = ["WSH101"]
ignore = ["WSH205"]
fail-on = "medium"
exclude = ["build"]
extend-exclude = ["*_pb2.py"]
force-exclude = true
include-tests = true
output-format = "json"
baseline = ".wshygiene.json"
cache-dir = ".cache"
app-classes = ["Hub"]
connection-entrypoints = ["serve_one"]

[tool.wshygiene.per-file-ignores]
"legacy/**" = ["ALL"]

[[tool.wshygiene.pairs]]
acquire = "app.subscribe"
release = "app.unsubscribe"
"""


def write(folder: Path, text: str) -> str:
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def error(folder: Path, table: str) -> str:
    """What is said about a table, without the name of the file, which must come first."""
    path = write(folder, f"[tool.wshygiene]\n{table}\n")
    with pytest.raises(SettingsError) as caught:
        read(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    return text.removeprefix(f"{path}: ")


def test_every_key_is_read(tmp_path: Path) -> None:
    settings = read(write(tmp_path, EVERYTHING))

    assert settings == Settings(
        select=("WSH2", "asymmetric-growth"),
        extend_select=("WSH101",),
        ignore=("WSH205",),
        per_file_ignores=(("legacy/**", ("ALL",)),),
        fail_on="medium",
        exclude=("build",),
        extend_exclude=("*_pb2.py",),
        force_exclude=True,
        include_tests=True,
        output_format="json",
        baseline=".wshygiene.json",
        cache_dir=".cache",
        app_classes=("Hub",),
        connection_entrypoints=("serve_one",),
        pairs=({"acquire": "app.subscribe", "release": "app.unsubscribe"},),
    )
    assert settings.lifetimes == Lifetimes(("Hub",), ("serve_one",))


@pytest.mark.parametrize(
    "text", ["", "[tool.ruff]\nselect = 3\n", "[project]\nname = 'wshygiene'\n", "[tool]\nwshygiene = {}\n"]
)
def test_without_a_table_all_is_as_usual(tmp_path: Path, text: str) -> None:
    assert read(write(tmp_path, text)) == Settings()


def test_without_a_file_all_is_as_usual(tmp_path: Path) -> None:
    assert read(str(tmp_path / "pyproject.toml")) == Settings()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("fail_on = 'high'", 'tool.wshygiene has a key "fail_on", which is not known. Keys: select, extend-select,'),
        ("fail-on = 'hihg'", 'tool.wshygiene.fail-on = "hihg" is no choice. Choices: high, medium, info. Did you mean'),
        ("fail-on = 1", "tool.wshygiene.fail-on = 1 is no choice. Choices: high, medium, info."),
        ("select = 'ALL'", 'tool.wshygiene.select = "ALL" is no list. Expected: a list of texts.'),
        ("select = ['ALL', 3]", "tool.wshygiene.select[1] = 3 is not accepted. Expected: a text that is not empty."),
        ("select = ['']", 'tool.wshygiene.select[0] = "" is not accepted. Expected: a text that is not empty.'),
        ("ignore = ['WSH9']", 'tool.wshygiene.ignore[0] = "WSH9" is no rule of the linter. Expected: a code (WSH202),'),
        ("ignore = ['WSH200']", 'tool.wshygiene.ignore[0] = "WSH200" is no rule of the linter.'),
        ("include-tests = 'yes'", 'tool.wshygiene.include-tests = "yes" is not accepted. Expected: true or false.'),
        ("baseline = true", "tool.wshygiene.baseline = true is not accepted. Expected: a text that is not empty."),
        ("output-format = 'jsno'", 'tool.wshygiene.output-format = "jsno" is no choice. Choices: text, concise, json,'),
        ("per-file-ignores = []", "tool.wshygiene.per-file-ignores = [] is no table. Expected: patterns, each with a"),
        ("per-file-ignores.'a.py' = ['X']", 'tool.wshygiene.per-file-ignores."a.py"[0] = "X" is no rule of the linter'),
        ("pairs = ['a']", 'tool.wshygiene.pairs = ["a"] is not accepted. Expected: tables, [[tool.wshygiene.pairs]].'),
        ("cache-dir = 1979-05-27", 'tool.wshygiene.cache-dir = "1979-05-27" is not accepted. Expected: a text that'),
        ("select =", "is not TOML: "),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(tmp_path: Path, table: str, message: str) -> None:
    assert error(tmp_path, table).startswith(message)


@pytest.mark.parametrize(
    ("table", "suggestion"),
    [
        ("selcet = []", "select"),
        ("include-test = true", "include-tests"),
        ("fail-on = 'hihg'", "high"),
        ("output-format = 'jsno'", "json"),
        ("select = ['WSH2O2']", "WSH202"),
        ("select = ['task-droped']", "task-dropped"),
        ("select = ['al']", "ALL"),
    ],
)
def test_the_nearest_word_is_offered(tmp_path: Path, table: str, suggestion: str) -> None:
    assert error(tmp_path, table).endswith(f' Did you mean "{suggestion}"?')


def test_a_table_must_be_one(tmp_path: Path) -> None:
    path = write(tmp_path, "[tool]\nwshygiene = 3\n")

    with pytest.raises(SettingsError, match=r"tool\.wshygiene is 3\. Expected: a table\.$"):
        read(path)


def test_a_file_that_is_not_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.wshygiene] # \xff")

    with pytest.raises(SettingsError, match=r"byte 19 is not UTF-8\. Expected: UTF-8\.$"):
        read(str(tmp_path / "pyproject.toml"))


def test_a_file_in_utf_16_is_an_error_and_not_one_without_settings(tmp_path: Path) -> None:
    """So a file looks that an old PowerShell has written."""
    (tmp_path / "pyproject.toml").write_text("[tool.wshygiene]\nfail-on = 'medium'\n", encoding="utf-16")

    with pytest.raises(SettingsError, match=r"byte 0 is not UTF-8\. Expected: UTF-8\.$"):
        read(str(tmp_path / "pyproject.toml"))


BUILT = {"WSH001", "WSH101", "WSH201", "WSH202", "WSH301"}


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        (Settings(), BUILT),
        (Settings(select=()), set()),
        (Settings(select=("WSH",)), BUILT),
        (Settings(select=("wsh2",)), {"WSH201", "WSH202"}),
        (Settings(select=("WSH20",)), {"WSH201", "WSH202"}),
        (Settings(select=("task-dropped", "WSH3")), {"WSH201", "WSH301"}),
        (Settings(select=("WSH2",), extend_select=("WSH101",)), {"WSH101", "WSH201", "WSH202"}),
        (Settings(ignore=("WSH2",)), {"WSH001", "WSH101", "WSH301"}),
        (Settings(select=("WSH201", "WSH3"), ignore=("WSH2",)), {"WSH201", "WSH301"}),  # the more precise word counts
        (Settings(select=("ALL", "WSH2"), ignore=("WSH201",)), BUILT - {"WSH201"}),
        (Settings(select=("WSH201",), ignore=("WSH201",)), set()),  # equally precise: better quiet
        (Settings(select=("task-dropped",), ignore=("WSH20",)), {"WSH201"}),  # a name is as precise as a code
        (Settings(select=("WSH108",)), set()),  # known, and not built
    ],
)
def test_rules_are_chosen(settings: Settings, left: set[str]) -> None:
    assert chosen(settings, BUILT) == left


def test_all_means_every_rule_of_the_linter() -> None:
    codes = {rule.code for rule in RULES}
    source = {rule.code for rule in RULES if rule.side == "source"}

    assert chosen(Settings(), codes) == source


def test_rules_can_be_off_in_some_files() -> None:
    ignores = PerFile([("legacy/**", ("WSH2",)), ("*_handlers.py", ("listener-not-removed",)), ("app", ("WSH503",))])

    assert "WSH202" in ignores.ignored("legacy/a/b.py")
    assert ignores.ignored("room_handlers.py") == {"WSH101"}
    assert ignores.ignored("app/x/y.py") == {"WSH503"}
    assert ignores.ignored("main.py") == frozenset()


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("vendored", "app/vendored", True),
        ("vendored", "app/vendored/x.py", True),
        ("vendored", "app/vendored_too/x.py", False),
        ("app/vendored", "app/vendored/x.py", True),
        ("app/vendored", "other/app/vendored/x.py", False),
        ("*/vendored", "other/app/vendored/x.py", True),
        ("**/gen/*.py", "a/b/gen/x.py", True),
        ("app/**", "app", True),
        ("*.py", "a.pyi", False),
        ("[ab].py", "x/b.py", True),
    ],
)
def test_patterns_are_those_of_the_shell(pattern: str, path: str, fits: bool) -> None:
    assert Patterns([pattern]).match_file(path) is fits


def test_no_pattern_fits_nothing() -> None:
    assert not Patterns().match_file("app.py")
