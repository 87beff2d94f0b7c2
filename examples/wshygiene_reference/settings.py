"""Settings that explain themselves: each has a unit, a range and a sentence, and says what is wrong with a value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Self


class ConfigError(ValueError):
    """A setting that cannot be used: the message names it, its value and what would be valid."""


def number(
    default: Any, unit: str, what: str, least: float = 0, most: float = math.inf, *, optional: bool = False
) -> Any:
    """A number: ``what`` it sets, in ``unit``, from ``least`` to ``most``; None switches an ``optional`` one off."""
    return field(
        default=default, metadata={"unit": unit, "help": what, "least": least, "most": most, "optional": optional}
    )


def choice(default: StrEnum, what: str) -> Any:
    """One of the members of an enumeration: ``what`` it decides."""
    return field(default=default, metadata={"unit": "", "help": what, "choices": type(default), "optional": False})


def text(default: str | None, what: str, least: int = 1, *, secret: bool = False) -> Any:
    """Some text of ``least`` characters, such as an address or a path: ``what`` it names. None switches it off.

    A ``secret`` is never shown.
    """
    meta = {"unit": "", "help": what, "text": least, "optional": default is None, "secret": secret}
    return field(default=default, metadata=meta)


def switch(what: str) -> Any:
    """Something that is off unless it is asked for: ``what`` it does."""
    return field(default=False, metadata={"unit": "", "help": what, "switch": True, "optional": False})


def hint(name: str, known: Iterable[str], otherwise: str) -> str:
    """What somebody may have meant by ``name`` who meant one of those ``known``; ``otherwise`` when none is like it."""
    close = get_close_matches(name, list(known), 1)
    return f"Did you mean `{close[0]}`?" if close else otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A frozen record of settings. Raises ``ConfigError`` for a value that its setting cannot hold."""

    def __post_init__(self) -> None:
        for each in fields(self):
            check(each, getattr(self, each.name))

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Self:
        """Settings by name. Raises ``ConfigError`` for a name that there is not."""
        known = [each.name for each in fields(cls)]
        for name in values:
            if name not in known:
                choices = hint(name, known, f"Settings: {', '.join(known)}.")
                raise ConfigError(f"`{name}` is not a setting. {choices}")
        return cls(**values)

    def changed(self, **changes: Any) -> Self:
        """The same settings with some of them changed."""
        return replace(self, **changes)

    def shown(self) -> dict[str, object]:
        """All values by name, secrets left out."""
        return {
            each.name: "(set)" if each.metadata.get("secret") and getattr(self, each.name) else getattr(self, each.name)
            for each in fields(self)
        }


def check(setting: Field[Any], value: object) -> None:
    """Raise ``ConfigError`` for a value that the field cannot hold."""
    meta = setting.metadata
    if value is None and meta["optional"]:
        return
    if "choices" in meta:
        if value not in list(meta["choices"]):
            raise ConfigError(f"{setting.name} = {value!r} is none of: {', '.join(meta['choices'])}.")
    elif "text" in meta or "switch" in meta:
        wanted = str if "text" in meta else bool
        shown = "(secret)" if meta.get("secret") else repr(value)
        if not isinstance(value, wanted):
            raise ConfigError(f"{setting.name} = {shown} is not {'text' if wanted is str else 'true or false'}.")
        if isinstance(value, str) and len(value) < meta["text"]:
            raise ConfigError(f"{setting.name} = {shown} is too short: at least {meta['text']} characters.")
    else:
        _check_number(setting, value)


def _check_number(setting: Field[Any], value: object) -> None:
    unit, least, most = (setting.metadata[name] for name in ("unit", "least", "most"))
    whole = setting.type in ("int", "int | None")
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise ConfigError(f"{setting.name} = {value!r} is not a {'whole ' if whole else ''}number of {unit}.")
    if not least <= value <= most or math.isinf(value):
        valid = f"at least {least:g}" if math.isinf(most) else f"{least:g} to {most:g}"
        raise ConfigError(f"{setting.name} = {value!r} is out of range: {valid} {unit}.")
