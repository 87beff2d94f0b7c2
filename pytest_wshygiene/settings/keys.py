"""The words that pytest must know before anything is asked for; importing them costs nothing.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Seconds that a suspect gets to finish what it was told to finish.
DEFAULT_SETTLE = 0.5

#: The marker of tests about leaks: ``-m ws_leak`` also selects those that use another marker or a fixture of ours.
LEAK_TEST = "ws_leak"

INI_KEYS: Mapping[str, tuple[str, str]] = {
    "wshygiene_mode": ("string", "what a leak does: off (default), warn or fail"),
    "wshygiene_kinds": ("args", "kinds of resources to watch, such as task or event-loop (default: all)"),
    "wshygiene_settle": ("string", f"seconds a suspect gets to finish (default: {DEFAULT_SETTLE})"),
    "wshygiene_ignore": ("linelist", "leaks to leave alone, one a line: FIELD=PATTERN ... because REASON"),
    "wshygiene_registries": ("linelist", "containers and emitters to watch, one a line: package.module:NAME.attr"),
    "wshygiene_discover": ("args", "packages whose containers are found and watched, without declaring them"),
    "wshygiene_baseline": ("string", "file of known leaks, which do not fail"),
    "wshygiene_baseline_strict": ("string", "true: what the baseline knows and no longer leaks fails (default: false)"),
    "wshygiene_judge_failed": ("string", "true: a leak also fails a test that failed already (default: false)"),
}

#: What was asked for, checked (an ``options.Asked``); absent in a session that asks for nothing.
ASKED = pytest.StashKey[Any]()

#: What was begun before the user's modules are imported (a ``locks.EarlyLocks``); absent where that is not asked for.
EARLY = pytest.StashKey[Any]()


def add_options(parser: pytest.Parser) -> None:
    """Declare the flags and ini keys."""
    add = parser.getgroup("wshygiene", "leaks of sockets, tasks, timers, connections and friends").addoption
    add("--wshygiene", action="store_true", help="fail tests that leak (the same as --wshygiene-mode=fail)")
    add("--wshygiene-mode", metavar="MODE", help="off, warn or fail; overrides the ini key")
    add(
        "--wshygiene-report",
        action="append",
        default=[],
        metavar="FORMAT[:PATH]",
        help="write a report, to the terminal without PATH (repeatable; text json html sarif github gitlab junit)",
    )
    add("--wshygiene-graphs", metavar="DIR", help="write a reference graph (DOT) of every leak into DIR")
    add("--wshygiene-baseline", metavar="PATH", help="file of known leaks, which do not fail")
    add("--wshygiene-update-baseline", action="store_true", help="write the leaks of this run into the baseline")
    add("--wshygiene-soak", metavar="DURATION", help="run churn tests for so long in all, such as 90s, 20m or 1h")
    for name, (kind, text) in INI_KEYS.items():
        parser.addini(name, text, type=kind, default=None)  # type: ignore[arg-type]


def written_keys(config: pytest.Config) -> list[str]:
    """Our ini keys that the configuration file sets, and names that only look like ours."""
    written = getattr(config, "_inicfg", None)  # the public name is deprecated in pytest 9.2
    if written is None:
        written = config.inicfg
    return [name for name in written if name.startswith("wshygiene")]


def typed_flags(config: pytest.Config) -> list[str]:
    """Our flags in the command that was typed; those in ``addopts`` may wait there for a run that is on."""
    return [text for text in map(str, config.invocation_params.args) if text.startswith("--wshygiene")]


def is_on_from_the_start(config: pytest.Config) -> bool:
    """True when flags or the configuration file ask for all tests to be watched; before flags are final."""
    given = config.known_args_namespace
    if given.wshygiene_mode is not None or given.wshygiene:
        return given.wshygiene_mode in (None, "fail", "warn")
    try:
        return config.getini("wshygiene_mode") in ("fail", "warn")
    except (TypeError, ValueError, pytest.UsageError):  # a wrong type, of which the user is told later
        return False


def is_asked(config: pytest.Config) -> bool:
    """True when any flag or key of ours is used at all."""
    flags = ("", "_mode", "_report", "_graphs", "_baseline", "_update_baseline", "_soak")
    return any(config.getoption(f"wshygiene{flag}") not in (None, False, []) for flag in flags) or bool(
        written_keys(config)
    )
