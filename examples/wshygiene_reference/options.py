"""Settings as options of a command, with their units and defaults in the help."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from wshygiene_reference.settings import ConfigError, Settings


class _Number(click.ParamType[Any]):
    """A number, or ``none`` for what may be switched off."""

    def __init__(self, setting: Field[Any]) -> None:
        self.name = setting.metadata["unit"]
        self._setting = setting

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if self._setting.metadata["optional"] and value == "none":
            return "none"
        try:
            return int(value) if self._setting.type in ("int", "int | None") else float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number of {self.name}.", param, ctx)


def options_of(*kinds: type[Settings]) -> list[click.Option]:
    """An option for each setting."""
    return [_option(setting) for kind in kinds for setting in fields(kind)]


def values_in(file: Path | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by name: options before the file. Raises ``ConfigError`` for a file that cannot be read."""
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigError(f"{file} cannot be read: {error}") from None
    return values | {name: None if value == "none" else value for name, value in given.items() if value is not None}


def shared_out(values: Mapping[str, Any], *kinds: type[Settings]) -> Iterable[dict[str, Any]]:
    """The values for each of the kinds. What no kind knows goes to the first, which will say so."""
    names = [{each.name for each in fields(kind)} for kind in kinds]
    unknown = {name: value for name, value in values.items() if not any(name in known for known in names)}
    for index, known in enumerate(names):
        mine = {name: value for name, value in values.items() if name in known}
        yield mine | unknown if index == 0 else mine


def _option(setting: Field[Any]) -> click.Option:
    meta, flag = setting.metadata, f"--{setting.name.replace('_', '-')}"
    if "switch" in meta:
        return click.Option([flag], is_flag=True, default=None, help=meta["help"])
    if "text" in meta:
        shown = "" if setting.default is None else f" [default: {setting.default}]"
        return click.Option([flag], help=meta["help"] + shown)
    if "choices" in meta:
        kind: click.ParamType[Any] = click.Choice([each.value for each in meta["choices"]])
        return click.Option([flag], type=kind, help=f"{meta['help']} [default: {setting.default}]")
    default = "none" if setting.default is None else f"{setting.default:g}"
    shown = f"{meta['help']} [default: {default} {meta['unit']}]"
    return click.Option([flag], type=_Number(setting), help=shown.replace(" ]", "]"))
