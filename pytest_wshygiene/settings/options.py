"""What one session asks for: its flags, ini keys and markers taken together, before anything runs.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest

from pytest_wshygiene.settings.filters import parse_ignore
from pytest_wshygiene.settings.keys import DEFAULT_SETTLE, INI_KEYS, LEAK_TEST, written_keys
from pytest_wshygiene.settings.reading import (
    ReportRequest,
    Terms,
    apply_marker,
    parse_bool,
    parse_duration,
    parse_kinds,
    parse_mode,
    parse_packages,
    parse_registry,
    parse_report,
    parse_settle,
    unknown_key,
)
from pytest_wshygiene.settings.wording import SettingsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What flags and ini keys ask for, checked; ``baseline_place`` is where the baseline is named, for errors."""

    terms: Terms
    reports: tuple[ReportRequest, ...] = ()
    graphs: Path | None = None
    baseline: Path | None = None
    baseline_place: str = ""
    update_baseline: bool = False
    strict: bool = False
    soak: float | None = None


def terms_of(item: pytest.Item, terms: Terms) -> Terms:
    """What holds for one test: the session's settings and its own markers.

    A test that only uses the marker or the fixture, in a session that is off, is judged as with ``mode="fail"``.
    """
    marks = [(mark.args, mark.kwargs) for mark in item.iter_markers("wshygiene")][::-1]
    start = replace(terms, mode="fail") if terms.mode == "off" and (marks or _asks(item)) else terms
    return apply_marker(start, marks, item.nodeid)


def _asks(item: pytest.Item) -> bool:
    """True for a test that wants to be judged though it has no marker of ours."""
    names = getattr(item, "fixturenames", ())
    return "wshygiene" in names or "wshygiene_churn" in names or item.get_closest_marker(LEAK_TEST) is not None


def read_options(config: pytest.Config) -> Asked:
    """What was asked for; raises SettingsError for the first value that cannot be used."""
    for name in written_keys(config):
        if name not in INI_KEYS:
            raise unknown_key(name, f"{_source(config, name) or 'ini'}:")
    mode, ini = _flag(config, "mode", parse_mode), _Ini(config)
    asked = ini.read("mode", "off", parse_mode)  # a wrong word is told although a flag overrides it
    terms = Terms(
        mode=mode or ("fail" if config.getoption("wshygiene") else asked),
        kinds=ini.read("kinds", (), parse_kinds),
        settle=ini.read("settle", DEFAULT_SETTLE, parse_settle),
        ignores=ini.read("ignore", (), _each(parse_ignore)),
        registries=ini.read("registries", (), _each(parse_registry)),
        discover=ini.read("discover", (), parse_packages),
        judge_failed=ini.read("judge_failed", "false", parse_bool),
    )
    return Asked(
        terms,
        _reports(config),
        _flag(config, "graphs", _folder),
        baseline=_baseline(config, ini.read("baseline", "", lambda path, _: str(path))),
        baseline_place=_baseline_place(config),
        update_baseline=bool(config.getoption("wshygiene_update_baseline")),
        strict=ini.read("baseline_strict", "false", parse_bool),
        soak=_flag(config, "soak", parse_duration),
    )


def place_of(config: pytest.Config, key: str) -> str:
    """An ini key and where its value comes from, as errors name it."""
    source = _source(config, key)
    return f"-o {key}" if source == "-o" else f"{key} (in {source})" if source else key


def _source(config: pytest.Config, key: str) -> str:
    """The file that sets an ini key, ``-o`` where the command line does; empty where there is no file."""
    if any(text.partition("=")[0] == key for text in config.getoption("override_ini") or ()):
        return "-o"
    return config.inipath.name if config.inipath else ""


class _Ini(NamedTuple):
    """Our keys in the configuration file."""

    config: pytest.Config

    def read(self, name: str, default: Any, parse: Callable[[Any, str], T]) -> T:
        """The value of a key, read by ``parse``, which also gets the place that an error is to name."""
        key = f"wshygiene_{name}"
        try:
            value = self.config.getini(key)
        except (TypeError, ValueError, pytest.UsageError):  # TOML has numbers and booleans where ini files have text
            written = self.config._inicfg[key]
            value = getattr(written, "value", written)
        return parse(default if value in (None, "", []) else value, place_of(self.config, key))


def _each(parse: Callable[[str, str], T]) -> Callable[[Iterable[str], str], tuple[T, ...]]:
    return lambda lines, place: tuple(parse(line, place) for line in lines)


def _flag(config: pytest.Config, name: str, parse: Callable[[str, str], T]) -> T | None:
    """The value of a flag, read by ``parse``; None where it was not given."""
    given = config.getoption(f"wshygiene_{name}")
    return None if given is None else parse(given, f"--wshygiene-{name}")


def _reports(config: pytest.Config) -> tuple[ReportRequest, ...]:
    requests = tuple(parse_report(text) for text in config.getoption("wshygiene_report"))
    for request in requests:
        if request.path:
            _check_writable(Path(request.path), f"--wshygiene-report={request.format}:{request.path}")
    return requests


def _baseline(config: pytest.Config, written: str) -> Path | None:
    """The baseline's file, which the flag or else the key names."""
    name = config.getoption("wshygiene_baseline") or written
    update = config.getoption("wshygiene_update_baseline")
    if update and not name:
        raise SettingsError("--wshygiene-update-baseline needs a file: add --wshygiene-baseline=PATH.")
    if update:
        _check_writable(config.rootpath / name, f"{_baseline_place(config)}={name}")
    return config.rootpath / name if name else None


def _baseline_place(config: pytest.Config) -> str:
    """Where the baseline's file is named, for errors: the flag comes first."""
    return "--wshygiene-baseline" if config.getoption("wshygiene_baseline") else place_of(config, "wshygiene_baseline")


def _folder(name: str, place: str) -> Path:
    """A folder that exists, or that can be made."""
    if not name:
        raise SettingsError(f"{place} is empty. Give a folder.")
    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{place}={name} cannot be written: {error.strerror}. Give a folder.") from error
    return path


def _check_writable(path: Path, place: str) -> None:
    """Fail before the run, not after it; what is in the file already stays until the report is complete."""
    try:
        new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
        if new:
            path.unlink(missing_ok=True)  # a run that is off writes no report, and an empty file is none
    except OSError as error:
        raise SettingsError(f"{place} cannot be written: {error.strerror}. Give a file.") from error
