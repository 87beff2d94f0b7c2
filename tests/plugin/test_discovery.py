"""``wshygiene_discover``: growth that nobody declared is reported, with the line that adds, once it came again."""

from __future__ import annotations

import pytest

from .discovering import found, leaks, run


def test_growth_is_reported_with_the_line_that_adds(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_a():\n    app.say()\ndef test_b():\n    pass\n")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "WSH300 registry-outgrows-owner: `app.HISTORY` grew 0 -> 1 * test_it.py::test_a. (confirmed 3/3)",
            "    born      app.py:9 in say",
            "              by test_it.py:3 in test_a",
            "    now       0 -> 1 entries, new when run again: 'hello'",
            "    held by   app.HISTORY",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_line_of_a_container_that_others_have_imported(pytester: pytest.Pytester) -> None:
    run(pytester, "from app import CLIENTS as theirs\ndef test_a():\n    theirs[id(object)] = 1\n    app.register()\n")
    [leak] = leaks(pytester)
    assert (str(leak.birth[0]), leak.confirmed) == ("app.py:12 in register", "3/3")


def test_line_that_adds_to_a_set_in_a_dictionary(pytester: pytest.Pytester) -> None:
    app = "ROOMS = {'lobby': set()}\ndef join(member):\n    ROOMS['lobby'].add(member)\n"
    run(pytester, "def test_a():\n    app.join(object())\n", app=app)
    [leak] = leaks(pytester)
    assert (leak.subject, str(leak.birth[0])) == ("app.ROOMS[*]", "app.py:3 in join")


def test_growth_of_a_growing_room_is_one_leak(pytester: pytest.Pytester) -> None:
    app = "import itertools\nids = itertools.count()\nROOMS = {0: set()}\ndef join():\n    ROOMS[-next(ids)] = {1}\n"
    run(pytester, "def test_a():\n    app.join()\n    app.join()\n", app=app)
    assert [(leak.subject, leak.state[:6]) for leak in leaks(pytester)] == [("app.ROOMS", "1 -> 2")]


def test_growth_that_goes_on_inside_of_what_the_first_run_has_made(pytester: pytest.Pytester) -> None:
    app = "ROOMS = {}\ndef join(room):\n    ROOMS.setdefault(room, []).append('ann')\n"
    run(
        pytester,
        "def test_a():\n    app.join('lobby')\ndef test_b():\n    assert app.ROOMS == {'lobby': ['ann']}\n",
        app=app,
    )
    [leak] = leaks(pytester)
    assert (leak.subject, leak.state, leak.confirmed) == (
        "app.ROOMS",
        "0 -> 1 entries, new when run again: ['lobby'] 'ann'",
        "3/3",
    )
    assert str(leak.birth[0]) == "app.py:3 in join"


def test_a_mode_of_warn_fails_nothing(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_a():\n    app.say()\n", "--wshygiene-mode=warn")
    result.assert_outcomes(passed=1)
    assert found(pytester) == [("test_a", "app.HISTORY", "warn", "3/3")]


@pytest.mark.parametrize("line", ['kinds="task"', 'mode="off"', 'ignore="subject=app.HISTORY because it is a log"'])
def test_markers_hold_for_what_is_discovered(pytester: pytest.Pytester, line: str) -> None:
    result = run(pytester, f"@pytest.mark.wshygiene({line})\ndef test_a():\n    app.say()\n")
    result.assert_outcomes(passed=1)
    assert [leak for leak in found(pytester) if leak[2] != "ignored"] == []


def test_a_declared_registry_is_judged_as_before_and_once(pytester: pytest.Pytester) -> None:
    run(pytester, "def test_a():\n    app.register()\n", ini="wshygiene_registries = app:CLIENTS\n")
    assert found(pytester) == [("test_a", "app.CLIENTS", "fail", "")]


def test_a_module_that_is_imported_by_a_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**{"pack/__init__": "", "pack/late": "SEEN = [1]\n"})
    tests = "def test_a():\n    import pack.late\ndef test_b():\n    import pack.late\n    pack.late.SEEN.append(2)\n"
    run(pytester, tests, ini="    pack\n")
    assert found(pytester) == [("test_b", "pack.late.SEEN", "fail", "3/3")]


def test_a_module_that_only_the_test_imports_and_that_imports_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(late="CLIENTS = set()\n\ndef join(who):\n    CLIENTS.add(who)\n")
    run(pytester, "def test_a():\n    import late\n    late.join(object())\n", ini="    late\n")
    assert found(pytester) == [("test_a", "late.CLIENTS", "fail", "3/3")]


def test_xdist_finds_the_same(pytester: pytest.Pytester) -> None:
    tests = "".join(f"def test_{name}():\n    app.{call}\n" for name, call in [("a", "say()"), ("b", "look(1)")])
    tests += "def test_c():\n    app.register()\ndef test_d():\n    pass\n"
    run(pytester, tests)
    serial = sorted(found(pytester))
    result = run(pytester, tests, "-n2")
    assert sorted(found(pytester)) == serial
    assert [leak[2:] for leak in serial] == [("fail", "3/3"), ("unconfirmed", ""), ("fail", "3/3")]
    result.assert_outcomes(passed=4, errors=2)
