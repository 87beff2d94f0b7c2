"""Reads the ``[tool.wshygiene]`` table, strictly: a typo must not turn a rule off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.reporters import formats
from wshygiene_checks.settings.record import FAIL_ON, Settings, SettingsError
from wshygiene_checks.settings.selection import check_selector

Reader = Callable[[object, str], Any]


def read(path: str) -> Settings:
    """The settings in a ``pyproject.toml``; the defaults where it has no such table, or does not exist.

    Raises `SettingsError` for a file that is not TOML, an unknown key, or a value of the wrong kind.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}.") from None
    is_ours = b"wshygiene" in data.replace(b"\0", b"")  # which UTF-16 puts between all letters
    return _settings(_table(data, path), path) if is_ours else Settings()


def _table(data: bytes, path: str) -> dict[str, Any]:
    import tomllib  # only where there is something to read

    try:
        document = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: byte {error.start} is not UTF-8. Expected: UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not TOML: {error}.") from None
    tool = document.get("tool", {})
    table = tool.get("wshygiene", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: tool.wshygiene is {_shown(table)}. Expected: a table.")
    return table


def _settings(table: dict[str, Any], path: str) -> Settings:
    values = {}
    for key, value in table.items():
        reader = _READERS.get(key)
        if reader is None:
            keys = ", ".join(_READERS)
            near = did_you_mean(key, _READERS)
            raise SettingsError(f'{path}: tool.wshygiene has a key "{key}", which is not known. Keys: {keys}.{near}')
        try:
            values[key.replace("-", "_")] = reader(value, key)
        except SettingsError as error:
            raise SettingsError(f"{path}: tool.wshygiene.{error}") from None
    return Settings(**values)


def _texts(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise SettingsError(f"{key} = {_shown(value)} is no list. Expected: a list of texts.")
    for index, text in enumerate(value):
        _text(text, f"{key}[{index}]")
    return tuple(value)


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise SettingsError(f"{key} = {_shown(value)} is not accepted. Expected: a text that is not empty.")
    return value


def _switch(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise SettingsError(f"{key} = {_shown(value)} is not accepted. Expected: true or false.")
    return value


def _selectors(value: object, key: str) -> tuple[str, ...]:
    selectors = _texts(value, key)
    for index, selector in enumerate(selectors):
        check_selector(selector, f"{key}[{index}]")
    return selectors


def _ignores(value: object, key: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise SettingsError(f"{key} = {_shown(value)} is no table. Expected: patterns, each with a list of rules.")
    return tuple((pattern, _selectors(rules, f'{key}."{pattern}"')) for pattern, rules in value.items())


def _tables(value: object, key: str) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise SettingsError(f"{key} = {_shown(value)} is not accepted. Expected: tables, [[tool.wshygiene.{key}]].")
    return tuple(value)


def _one_of(choices: Sequence[str]) -> Reader:
    def read_choice(value: object, key: str) -> str:
        if value not in choices:
            near = did_you_mean(value, choices) if isinstance(value, str) else ""
            raise SettingsError(f"{key} = {_shown(value)} is no choice. Choices: {', '.join(choices)}.{near}")
        return str(value)

    return read_choice


def _shown(value: object) -> str:
    import json  # only for a message about what cannot be used

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:39]}…"


_READERS: dict[str, Reader] = {
    "select": _selectors,
    "extend-select": _selectors,
    "ignore": _selectors,
    "per-file-ignores": _ignores,
    "fail-on": _one_of(FAIL_ON),
    "show": _one_of(FAIL_ON),
    "exclude": _texts,
    "extend-exclude": _texts,
    "force-exclude": _switch,
    "include-tests": _switch,
    "output-format": _one_of(formats("source")),
    "baseline": _text,
    "cache-dir": _text,
    "app-classes": _texts,
    "connection-entrypoints": _texts,
    "pairs": _tables,
}
