"""Bad input: one error that names value, place and choices, with exit code 4, before any test runs."""

from __future__ import annotations

import pytest

MODES = "Modes: off, warn, fail."
KINDS = (
    "Kinds: server, session, subscription, connection, executor, process, thread, task, timer, async-generator, "
    "listener, lock, registry, retained, socket, event-loop, descriptor, cycles, interference."
)
SETTINGS = (
    "Settings: wshygiene_mode, wshygiene_kinds, wshygiene_settle, wshygiene_ignore, wshygiene_registries, "
    "wshygiene_discover, wshygiene_baseline, wshygiene_baseline_strict, wshygiene_judge_failed."
)
FIELDS = "Fields: kind, owner, function, created-by, path, holder, subject."
ARGUMENTS = "Arguments: mode, kinds, ignore, settle, registries."
FORMATS = "Formats: text, json, sarif, github, gitlab, junit, html."

INI = {
    "mode = fial": f'wshygiene_mode (in tox.ini) = "fial" is not a mode. {MODES} Did you mean "fail"?',
    "mode = on": f'wshygiene_mode (in tox.ini) = "on" is not a mode. {MODES}',
    "mode = FAIL": f'wshygiene_mode (in tox.ini) = "FAIL" is not a mode. {MODES} Did you mean "fail"?',
    "mod = fail": f'tox.ini: "wshygiene_mod" is not a setting. {SETTINGS} Did you mean "wshygiene_mode"?',
    "kinds = task sokcet": f'wshygiene_kinds (in tox.ini) = "sokcet" is not a kind. {KINDS} Did you mean "socket"?',
    "settle = soon": 'wshygiene_settle (in tox.ini) = "soon" is not a time. Seconds from 0 to 60, such as 0.5.',
    "settle = -1": 'wshygiene_settle (in tox.ini) = "-1" is not a time. Seconds from 0 to 60, such as 0.5.',
    "settle = nan": 'wshygiene_settle (in tox.ini) = "nan" is not a time. Seconds from 0 to 60, such as 0.5.',
    "settle = 500": 'wshygiene_settle (in tox.ini) = "500" is not a time. Seconds from 0 to 60, such as 0.5.',
    "judge_failed = yes": ('wshygiene_judge_failed (in tox.ini) = "yes" is not a switch. Values: true, false.'),
    "ignore = kind=task": (
        'wshygiene_ignore (in tox.ini) = "kind=task" gives no reason. Write: FIELD=PATTERN ... because REASON.'
    ),
    "ignore = kind=task because A; until=soon": (
        'wshygiene_ignore (in tox.ini): until="soon" is not a day. Expected: until=YYYY-MM-DD.'
    ),
    "ignore = knid=task because it is known": (
        f'wshygiene_ignore (in tox.ini) = "knid=task" is not a filter (FIELD=PATTERN). {FIELDS} Did you mean "kind"?'
    ),
    "registries = app.CLIENTS": (
        'wshygiene_registries (in tox.ini) = "app.CLIENTS" is not a registry path. '
        "Write it as package.module:NAME.attr."
    ),
    "registries = nowhere:CLIENTS": (
        'wshygiene_registries (in tox.ini) = "nowhere:CLIENTS": nowhere cannot be imported '
        "(No module named 'nowhere')."
    ),
    "registries = app:CLIENT": (
        'wshygiene_registries (in tox.ini) = "app:CLIENT": there is no `CLIENT`. Names there: BUS, Bus, CLIENTS, PORT. '
        'Did you mean "CLIENTS"?'
    ),
    "registries = app:CLIENTS.open": (
        'wshygiene_registries (in tox.ini) = "app:CLIENTS.open": there is no `open`. Names there: none.'
    ),
    "registries = app:PORT": (
        'wshygiene_registries (in tox.ini) = "app:PORT" is of type int. '
        "Watch a container, an emitter (pyee, blinker) or a function that returns a number."
    ),
    "registries = app:BUS": (
        'wshygiene_registries (in tox.ini) = "app:BUS" is of type Bus. '
        "Watch a container, an emitter (pyee, blinker) or a function that returns a number. "
        "In it there is: app:BUS.handlers."
    ),
    "registries = test_it:CLIENT": (  # a module that pytest has rewritten has names of its own besides
        'wshygiene_registries (in tox.ini) = "test_it:CLIENT": there is no `CLIENT`. Names there: pytest, test_it.'
    ),
    "discover = app/rooms": (
        'wshygiene_discover (in tox.ini) = "app/rooms" is not the name of a package. Write it as it is imported.'
    ),
    "discover = app.rooms": (
        'wshygiene_discover (in tox.ini) = "app.rooms" cannot be imported '
        "(__path__ attribute not found on 'app' while trying to find 'app.rooms')."
    ),
}

FLAGS = {
    "--wshygiene-mode=fial": f'--wshygiene-mode = "fial" is not a mode. {MODES} Did you mean "fail"?',
    "--wshygiene-mode=": f'--wshygiene-mode = "" is not a mode. {MODES}',
    "--wshygiene-report=jsn": f'--wshygiene-report = "jsn" is not a report format. {FORMATS} Did you mean "json"?',
    "--wshygiene-report=": f'--wshygiene-report = "" is not a report format. {FORMATS}',
    "--wshygiene-report=concise": f'--wshygiene-report = "concise" is not a report format. {FORMATS}',
    "--wshygiene-report=html:tox.ini/a/b.html": (
        "--wshygiene-report=html:tox.ini/a/b.html cannot be written: Not a directory. Give a file."
    ),
    "--wshygiene-report=json:.": "--wshygiene-report=json:. cannot be written: Is a directory. Give a file.",
    "--wshygiene-update-baseline": "--wshygiene-update-baseline needs a file: add --wshygiene-baseline=PATH.",
    "--wshygiene-baseline=none.json": "--wshygiene-baseline*none.json*No such file*--wshygiene-update-baseline*",
    "--wshygiene-baseline=tox.ini": "--wshygiene-baseline*tox.ini*",
    "--wshygiene-graphs=tox.ini": "--wshygiene-graphs=tox.ini cannot be written: *",
}

MARKS = {
    'mode="fial"': f'mode = "fial" is not a mode. {MODES} Did you mean "fail"?',
    "mode=True": f'mode = "True" is not a mode. {MODES}',
    'mod="fail"': f'"mod" is not an argument. {ARGUMENTS} Did you mean "mode"?',
    '"fail"': f"takes keyword arguments only, got 'fail'. {ARGUMENTS}",
    'kinds="task sokcet"': f'kinds = "sokcet" is not a kind. {KINDS} Did you mean "socket"?',
    "kinds=3": "kinds = 3 is not text or a list of texts.",
    "settle=None": 'settle = "None" is not a time. Seconds from 0 to 60, such as 0.5.',
    'ignore="kind=task"': 'ignore = "kind=task" gives no reason. Write: FIELD=PATTERN ... because REASON.',
    'ignore=" because I say so"': (
        'ignore = " because I say so" would ignore everything. Name at least one FIELD=PATTERN.'
    ),
    "ignore=[1]": "ignore = [1] is not text or a list of texts.",
    'registries="nowhere:CLIENTS"': (
        "registries = \"nowhere:CLIENTS\": nowhere cannot be imported (No module named 'nowhere')."
    ),
}


_APP = """
CLIENTS = {}
PORT = 80
class Bus:
    def __init__(self):
        self.handlers = {}
BUS = Bus()
"""


def error_of(pytester: pytest.Pytester, *flags: str, ini: str = "", mark: str = "") -> str:
    """The one error that a run ends with; nothing may have run, and nobody wants a traceback."""
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n" + ini)
    pytester.makepyfile(
        app=_APP,
        test_it=f"import pytest\n{mark}\ndef test_it():\n    open('ran', 'w')\n",
    )
    result = pytester.runpytest_inprocess(*flags)
    errors = [line.removeprefix("ERROR: ") for line in result.errlines if line.startswith("ERROR: ")]
    shown = result.stdout.str() + result.stderr.str()
    assert result.ret == pytest.ExitCode.USAGE_ERROR, shown
    assert "Traceback" not in shown
    assert not pytester.path.joinpath("ran").exists()
    assert len(errors) == 1, shown
    return errors[0]


@pytest.mark.parametrize("line", INI)
def test_ini(pytester: pytest.Pytester, line: str) -> None:
    assert error_of(pytester, "--wshygiene", ini=f"wshygiene_{line}") == INI[line]


def test_baseline_that_a_key_names(pytester: pytest.Pytester) -> None:
    told = error_of(pytester, "--wshygiene", ini="wshygiene_baseline = none.json")
    assert told.startswith("wshygiene_baseline (in tox.ini): ")
    assert "none.json: cannot be read: No such file or directory." in told


def test_package_to_discover_that_does_not_exist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(appl="", chat="")
    pytester.makeconftest("import app, appl, chat")
    told = error_of(pytester, "--wshygiene", ini="wshygiene_discover = pytest apq")
    expected = 'wshygiene_discover (in tox.ini) = "apq" cannot be imported. Packages there: '
    assert told.startswith(expected)
    assert {"app", "appl", "chat"} <= set(told.removeprefix(expected).partition(". ")[0].split(", "))
    assert told.endswith('Did you mean "app"?')


@pytest.mark.parametrize("flag", FLAGS)
def test_flag(pytester: pytest.Pytester, flag: str) -> None:
    told = error_of(pytester, "--wshygiene", flag)
    if FLAGS[flag].startswith("*") or FLAGS[flag].endswith("*"):
        pytest.LineMatcher([told]).fnmatch_lines([FLAGS[flag]])
    else:
        assert told == FLAGS[flag]


@pytest.mark.parametrize("arguments", MARKS)
def test_marker(pytester: pytest.Pytester, arguments: str) -> None:
    told = error_of(pytester, mark=f"@pytest.mark.wshygiene({arguments})")
    assert told == f"@pytest.mark.wshygiene on test_it.py::test_it: {MARKS[arguments]}"


def test_wrong_word_does_not_hide_behind_a_right_one(pytester: pytest.Pytester) -> None:
    told = error_of(pytester, "--wshygiene", ini="wshygiene_mode = fial")
    assert told == INI["mode = fial"]


def test_wrong_word_is_told_when_the_plugin_is_off(pytester: pytest.Pytester) -> None:
    assert error_of(pytester, ini="wshygiene_kinds = task sokcet") == INI["kinds = task sokcet"]


def test_override_is_named_as_the_place(pytester: pytest.Pytester) -> None:
    expected = f'-o wshygiene_mode = "fial" is not a mode. {MODES} Did you mean "fail"?'
    assert error_of(pytester, "-owshygiene_mode=fial") == expected


def test_unknown_override(pytester: pytest.Pytester) -> None:
    assert error_of(pytester, "-owshygiene_mod=fail").startswith('-o: "wshygiene_mod" is not a setting.')


def test_probes_that_are_none(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("def pytest_wshygiene_probes(config): return [3]")
    assert error_of(pytester, "--wshygiene") == (
        "pytest_wshygiene_probes returned 3. "
        "Return a list of objects of a subclass of pytest_wshygiene.probes.base.Probe with a kind."
    )


def test_flags_that_had_no_effect_are_told(pytester: pytest.Pytester) -> None:
    """Off unless asked: a report alone asks for nothing, and who typed it would look for it in vain."""
    pytester.makepyfile("def test_it(): pass")
    told = (
        "wshygiene: off, so --wshygiene-report=html:out.html had no effect. Turn it on with --wshygiene, or mark tests."
    )
    result = pytester.runpytest_inprocess("--wshygiene-report=html:out.html")
    assert result.ret == pytest.ExitCode.OK
    assert told in result.outlines
    quiet = pytester.runpytest_inprocess("-oaddopts=--wshygiene-report=html:out.html")
    on = pytester.runpytest_inprocess("--wshygiene", "--co", "-q", "--wshygiene-report=html:out.html")
    assert "wshygiene: " not in quiet.stdout.str(), "in addopts it waits for a run that is on"
    assert "wshygiene: " not in on.stdout.str(), "where no test runs, none is judged"


def test_pyproject_is_named_as_the_place(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\nwshygiene_settle = "soon"\n')
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(['ERROR: wshygiene_settle (in pyproject.toml) = "soon" is not a time. *'])


def test_native_toml_types(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml("[tool.pytest]\nwshygiene_settle = 0.25\nwshygiene_judge_failed = true\n")
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_inprocess("--wshygiene")
    assert result.ret in (pytest.ExitCode.OK, pytest.ExitCode.USAGE_ERROR)
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


def test_under_xdist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.wshygiene(mode='fial')\ndef test_it(): open('ran', 'w')")
    result = pytester.runpytest_subprocess("--wshygiene", "-n2")
    assert result.ret != 0
    assert not pytester.path.joinpath("ran").exists()
    assert "is not a mode" in result.stdout.str() + result.stderr.str()
