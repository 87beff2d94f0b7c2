"""The command line: what it prints, and with which code it ends."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wshygiene_checks import catalogue, cli
from wshygiene_checks.catalogue import RULES, Rule
from wshygiene_checks.cli import rules as command

COMMAND = Path(sysconfig.get_path("scripts"), "wshygiene")

SOURCE_PAGE = """\
WSH202 stored-task-not-cancelled

A long-running task is kept in an attribute, and nothing cancels or awaits it.

    family    tasks and timers
    seen in   source
    leads to  WSH200 task-outlives-owner (as task)
"""

RUN_TIME_PAGE = """\
WSH300 registry-outgrows-owner

A container, cache or reference still holds what an ended scope put there, or grows with every
cycle.

    family    growth
    seen in   running tests, as registry, retained, growth
    caused by WSH301 asymmetric-growth
              WSH302 connection-key-never-removed
              WSH303 removal-not-guaranteed
              WSH304 task-collection-not-pruned
              WSH305 unbounded-producer-queue
              WSH306 unbounded-history
              WSH307 unbounded-cache
              WSH308 defaultdict-probe
              WSH309 empty-bucket-left
              WSH310 connection-pinned
              WSH311 container-only-grows
              WSH503 limit-disabled
              WSH508 dead-peer-kept
"""

UNCAUSED_PAGE = """\
WSH500 lock-outlives-owner

A lock or semaphore is still held after the scope that acquired it has ended.

    family    limits, heartbeat and shutdown
    seen in   running tests, as lock
    caused by no source rule so far
"""

NO_SUCH_RULE = """\
Usage: wshygiene rule [OPTIONS] RULE
Try 'wshygiene rule --help' for help.

Error: "WSH2O2" is not a rule. Did you mean "WSH202"? `wshygiene rules` lists them.
"""


def invoke(*args: str) -> Result:
    return CliRunner().invoke(cli.wshygiene, args, prog_name="wshygiene")


def test_rules_lists_one_rule_a_line() -> None:
    result = invoke("rules")

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert [line.split()[:2] for line in lines] == [[rule.code, rule.name] for rule in RULES]
    assert lines[16] == "WSH201  task-dropped                  A task is started and nothing keeps a reference to it."


def test_rules_as_json_has_every_field() -> None:
    document = json.loads(invoke("rules", "--output-format", "json").stdout)

    assert document["version"] == 1
    assert len(document["rules"]) == len(RULES)
    assert document["rules"][16] == {
        "code": "WSH201",
        "name": "task-dropped",
        "summary": "A task is started and nothing keeps a reference to it.",
        "family": "tasks and timers",
        "side": "source",
        "leads_to": "WSH200",
        "kinds": ["task"],
    }


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("WSH202", SOURCE_PAGE),
        ("stored-task-not-cancelled", SOURCE_PAGE),
        ("wsh300", RUN_TIME_PAGE),
        ("lock-outlives-owner", UNCAUSED_PAGE),
    ],
)
def test_a_rule_has_a_page(word: str, page: str) -> None:
    result = invoke("rule", word)

    head, heading, explanation = result.stdout.partition("\n## What it does\n")
    assert (result.exit_code, head) == (0, page)
    assert bool(heading and explanation) == (page == SOURCE_PAGE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_page(rule: Rule) -> None:
    result = invoke("rule", rule.code)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{rule.code} {rule.name}\n\n")


def test_an_unknown_rule_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["rule", "WSH2O2"])

    assert code == 2
    assert capsys.readouterr() == ("", NO_SUCH_RULE)


@pytest.mark.parametrize(
    "args", [[], ["rulse"], ["rule"], ["rules", "--output-format", "yaml"], ["--colour"]], ids=" ".join
)
def test_a_wrong_call_ends_with_two(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(args) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: wshygiene")


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["rule", "-h"], ["rules"]], ids=" ".join)
def test_a_right_call_ends_with_zero(args: list[str]) -> None:
    assert cli.main(args) == 0


def test_the_nearest_command_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["chek"]) == 2

    commands = "Commands: baseline, check, explain, rule, rules."
    assert capsys.readouterr().err.endswith(f"Error: No such command 'chek'. {commands} Did you mean \"check\"?\n")


def test_the_nearest_command_of_a_group_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["baseline", "wrte"]) == 2

    commands = "Commands: prune, update, write."
    assert capsys.readouterr().err.endswith(f"Error: No such command 'wrte'. {commands} Did you mean \"write\"?\n")


def test_a_path_in_the_place_of_a_command_is_what_check_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([__file__]) == 2

    assert capsys.readouterr().err.endswith(f' Did you mean "check {__file__}"?\n')


def test_a_failure_of_our_own_ends_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python would end with 1, which means findings."""

    def broken() -> str:
        raise RuntimeError("the table has no legs")

    monkeypatch.setattr(command, "_rules_as_table", broken)

    assert cli.main(["rules"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("wshygiene: internal error, please report it.\nTraceback (most recent call last):")
    assert err.endswith("RuntimeError: the table has no legs\n")


def test_an_interrupted_command_does_not_look_like_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(word: str) -> Rule:
        raise KeyboardInterrupt

    monkeypatch.setattr(catalogue, "rule", interrupted)

    assert cli.main(["rule", "WSH202"]) == 130


def test_the_installed_command_tells_its_version() -> None:
    done = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=True)

    assert done.stdout == f"wshygiene {version('pytest-wshygiene')}\n"


def test_the_installed_command_hands_its_code_to_the_shell() -> None:
    done = subprocess.run([COMMAND, "rule", "WSH2O2"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", NO_SUCH_RULE)


OWN_PAIRS = """\
[[tool.wshygiene.pairs]]
acquire = ["ourlib.Link.open"]
release = ["close"]
[[tool.wshygiene.pairs]]
acquire = "ourlib.attach"
release = "ourlib.detach"
"""

FEED = """\
import ourlib


class Feed:
    def __init__(self):
        self.link = ourlib.Link.open()
        ourlib.attach(self.on_message)

    def on_message(self, message): ...

    def close(self):
        {}
"""


@pytest.mark.parametrize(
    ("closing", "codes"),
    [
        ("print(self)", ["WSH101", "WSH402"]),
        ("self.link.close()", ["WSH101"]),
        ("self.link.close(); ourlib.detach(self.on_message)", []),
    ],
)
def test_own_pairs_are_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], closing: str, codes: list[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(OWN_PAIRS)
    (tmp_path / "app.py").write_text(FEED.format(closing))

    cli.main(["check", str(tmp_path), "--output-format=json", "--no-cache", "--show=info"])

    found = json.loads(capsys.readouterr().out)["findings"]
    assert sorted(finding["code"] for finding in found) == codes


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize(
    ("args", "place"), [(["rules"], "standard output"), (["check", "-o/dev/full"], "--output-file /dev/full")]
)
def test_a_full_disk_is_one_line(tmp_path: Path, args: list[str], place: str) -> None:
    (tmp_path / "app.py").write_text("import asyncio\n\nasync def f(g):\n    asyncio.create_task(g())\n")
    with open("/dev/full", "w") as full:
        assert subprocess.run([COMMAND, "rulse"], stdout=full, stderr=full).returncode == 2
        done = subprocess.run(
            [COMMAND, *args], stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False
        )

    assert (done.returncode, done.stderr) == (2, f"Error: {place}: cannot be written: No space left on device.\n")


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_without_a_stream_the_code_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed: str) -> None:
    """As in `wshygiene check >&-`, or under pythonw."""
    (tmp_path / "app.py").write_text("import asyncio\n\nasync def f(g):\n    asyncio.create_task(g())\n")
    monkeypatch.setattr(f"sys.{closed}", None)

    assert cli.main(["check", str(tmp_path)]) == 1


def test_a_reader_that_stops_reading_is_no_error() -> None:
    with subprocess.Popen([COMMAND, "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()  # long before Python has started
        complaint = command.stderr.read()

    assert (command.returncode, complaint) == (0, b"")
