"""Settings as options of a command, with their units and defaults in the help."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from wshygiene_reference.settings import ConfigError, Settings

#: Units that are spelled out where they stand for a value: ``--open-timeout SECONDS``.
SPELLED = {"s": "seconds", "%": "percent"}


class _Number(click.ParamType[Any]):
    """A number, or ``none`` for what may be switched off."""

    def __init__(self, setting: Field[Any]) -> None:
        unit = setting.metadata["unit"]
        self.name = SPELLED.get(unit, unit)
        self._setting = setting

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if self._setting.metadata["optional"] and value == "none":
            return "none"
        try:
            return int(value) if self._setting.type in ("int", "int | None") else float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number of {self.name}.", param, ctx)


class SettingOption(click.Option):
    """An option that the help lists in a ``section`` of its own, after those of the command itself."""

    section = ""


class SectionedCommand(click.Command):
    """A command with so many options that its help has sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {"Options": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                sections.setdefault(getattr(param, "section", "Options"), []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


def options_of(sections: Mapping[str, type[Settings]]) -> list[click.Parameter]:
    """An option for each setting of each section."""
    options: list[click.Parameter] = []
    for title, kind in sections.items():
        for setting in fields(kind):
            option = _option(setting)
            option.section = title
            options.append(option)
    return options


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


def _option(setting: Field[Any]) -> SettingOption:
    meta, flag = setting.metadata, f"--{setting.name.replace('_', '-')}"
    if "switch" in meta:
        return SettingOption([flag], is_flag=True, default=None, help=meta["help"])
    if "text" in meta:
        shown = "" if setting.default is None else f" [default: {setting.default}]"
        return SettingOption([flag], help=meta["help"] + shown)
    if "choices" in meta:
        kind: click.ParamType[Any] = click.Choice([each.value for each in meta["choices"]])
        return SettingOption([flag], type=kind, help=f"{meta['help']} [default: {setting.default}]")
    default = "none" if setting.default is None else f"{_plain(setting.default)} {meta['unit']}"
    return SettingOption([flag], type=_Number(setting), help=f"{meta['help']} [default: {default}]")


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, int) else f"{value:g}"
