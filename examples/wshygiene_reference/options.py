"""Settings as options of a command, with their units and defaults in the help; from a file and the environment, too."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from wshygiene_reference.settings import ConfigError, Settings, check, hint

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
    """An option for a ``setting``; the help lists it in a ``section`` of its own, after those of the command itself."""

    section = ""
    setting: Field[Any]


class SectionedCommand(click.Command):
    """A command with so many options that its help has sections.

    With ``auto_envvar_prefix`` a variable that begins so and belongs to no option is an error, and not overlooked.
    """

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        context = super().make_context(info_name, args, parent, **extra)
        if context.auto_envvar_prefix is not None:
            _require_known_variables(context, f"{context.auto_envvar_prefix}_")
        return context

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
            option.section, option.setting = title, setting
            options.append(option)
    return options


def settings_in(context: click.Context, param: click.Parameter, file: Path | None) -> dict[str, Any]:
    """The settings of a TOML file; what it says of the command's own options becomes their default.

    The callback of an eager option. Raises ``UsageError`` for a file that cannot be read, for an unknown name, and for
    a value that a setting cannot hold.
    """
    if file is None:
        return {}
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{file} cannot be read: {error}") from None
    options = {each.name: each for each in context.command.params if each.name is not None and each is not param}
    for name, value in values.items():
        if name not in options:
            raise click.UsageError(f"{file}: `{name}` is not a setting. {hint(name, options, '`--help` lists them.')}")
        _require_valid(file, options[name], value)
    own = {name: value for name, value in values.items() if not isinstance(options[name], SettingOption)}
    context.default_map = {name: _as_typed(options[name], value) for name, value in own.items()}
    return {name: value for name, value in values.items() if name not in own}


def _require_valid(file: Path, option: click.Parameter, value: Any) -> None:
    """Judge a value where it is known which file it is from; those of the command's own options are judged as typed."""
    if isinstance(option, SettingOption):
        try:
            check(option.setting, None if value == "none" else value)
        except ConfigError as error:
            raise click.UsageError(f"{file}: {error}") from None


def values_in(file: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by name: options before those of a ``file``. In both ``none`` switches something off."""
    values = {**file, **{name: value for name, value in given.items() if value is not None}}
    return {name: None if value == "none" else value for name, value in values.items()}


def shared_out(values: Mapping[str, Any], *kinds: type[Settings]) -> Iterable[dict[str, Any]]:
    """The values for each of the kinds. What no kind knows goes to the first, which will say so."""
    names = [{each.name for each in fields(kind)} for kind in kinds]
    unknown = {name: value for name, value in values.items() if not any(name in known for known in names)}
    for index, known in enumerate(names):
        mine = {name: value for name, value in values.items() if name in known}
        yield mine | unknown if index == 0 else mine


def _as_typed(option: click.Parameter, value: Any) -> Any:
    """A value as somebody would type it, so that the option judges it in the same way; several where it takes them."""
    if getattr(option, "multiple", False):
        return [str(each) for each in (value if isinstance(value, list) else [value])]
    return str(value)


def _require_known_variables(context: click.Context, prefix: str) -> None:
    known = [f"{prefix}{each.name.upper()}" for each in context.command.params if each.name is not None]
    for name in os.environ:
        if name.startswith(prefix) and name not in known:
            rest = "Variables are named as the options are, which `--help` lists."
            raise click.UsageError(f"{name} in the environment is not a setting. {hint(name, known, rest)}", context)


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
