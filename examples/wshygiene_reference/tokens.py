"""Identities by token, from a file: enough for a small server, and for trying things out."""

from __future__ import annotations

import hmac
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wshygiene_reference.identity import Credentials, Identity
from wshygiene_reference.places import why
from wshygiene_reference.settings import ConfigError, hint


@dataclass(frozen=True, slots=True)
class TokenFile:
    """An authenticator. ``tokens`` are pairs of a token and who shows it.

    Every token is compared, and each in constant time, so that how long an answer takes says nothing about them.
    """

    tokens: tuple[tuple[str, Identity], ...]

    @classmethod
    def read(cls, path: Path) -> TokenFile:
        """Read a TOML file of tables ``[users.NAME]``: ``token``, ``roles``, ``crew``.

        Raises ``ConfigError`` for a file of anything else: what is overlooked here lets somebody in, or nobody.
        """
        try:
            document = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise ConfigError(f"{path} cannot be read: {why(error)}.") from None
        except ValueError as error:
            raise ConfigError(f"{path} cannot be read: {error}.") from None
        _require_known(path, "", document, {"users": dict})
        users = document.get("users", {})
        if not users:
            raise ConfigError(f"{path} names no user: each is a table [users.NAME] with a `token`.")
        entries = tuple(_entry(path, name, entry) for name, entry in users.items())
        if len({token for token, _ in entries}) < len(entries):
            raise ConfigError(f"{path}: two users have the same token, so nobody could tell who shows it.")
        return cls(entries)

    async def __call__(self, credentials: Credentials) -> Identity | None:
        """Who shows this token; the session is what the request names, or the user's only one."""
        shown = (credentials.token or "").encode()
        known = [who for token, who in self.tokens if hmac.compare_digest(token.encode(), shown)]
        if not known or not shown:
            return None
        who = known[0]
        return Identity(who.user, credentials.session or who.session, who.roles, who.crew)


#: What a user may have, and what that is.
_FIELDS: dict[str, type] = {"token": str, "roles": list, "crew": str}
_CALLED: dict[type, str] = {str: "text", list: "a list", dict: "a table"}


def _entry(path: Path, name: str, entry: Any) -> tuple[str, Identity]:
    token = entry.get("token") if isinstance(entry, dict) else None
    if not isinstance(token, str) or len(token) < 16:
        raise ConfigError(f"{path}: users.{name} needs a `token` of at least 16 characters.")
    _require_known(path, f"users.{name}.", entry, _FIELDS)
    roles = entry.get("roles", [])
    for role in roles:
        if not isinstance(role, str):
            raise ConfigError(f"{path}: users.{name}.roles = {roles!r} has {role!r}, which is not text.")
    return token, Identity(name, name, frozenset(roles), entry.get("crew"))


def _require_known(path: Path, where: str, table: dict[str, Any], known: dict[str, type]) -> None:
    """Raise ``ConfigError`` for what a table may not have, and for what is of another type."""
    for name, value in table.items():
        if name not in known:
            choices = hint(name, known, f"There are: {', '.join(known)}.")
            raise ConfigError(f"{path}: `{where}{name}` means nothing here. {choices}")
        if not isinstance(value, known[name]):
            raise ConfigError(f"{path}: {where}{name} = {value!r} is not {_CALLED[known[name]]}.")
