"""Identities by token, from a file: enough for a small server, and for trying things out."""

from __future__ import annotations

import hmac
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wshygiene_reference.identity import Credentials, Identity
from wshygiene_reference.settings import ConfigError


@dataclass(frozen=True, slots=True)
class TokenFile:
    """An authenticator. ``tokens`` are pairs of a token and who shows it.

    Every token is compared, and each in constant time, so that how long an answer takes says nothing about them.
    """

    tokens: tuple[tuple[str, Identity], ...]

    @classmethod
    def read(cls, path: Path) -> TokenFile:
        """Read a TOML file of tables ``[users.NAME]``: ``token``, ``roles``, ``crew``. Raises ``ConfigError``."""
        try:
            users = tomllib.loads(path.read_text("utf-8")).get("users", {})
        except (OSError, ValueError) as error:
            raise ConfigError(f"{path} cannot be read: {error}") from None
        return cls(tuple(_entry(path, name, entry) for name, entry in users.items()))

    async def __call__(self, credentials: Credentials) -> Identity | None:
        """Who shows this token; the session is what the query names, or the user's only one."""
        shown = (credentials.token or "").encode()
        known = [who for token, who in self.tokens if hmac.compare_digest(token.encode(), shown)]
        if not known or not shown:
            return None
        who = known[0]
        return Identity(who.user, credentials.query or who.session, who.roles, who.crew)


def _entry(path: Path, name: str, entry: Any) -> tuple[str, Identity]:
    token = entry.get("token") if isinstance(entry, dict) else None
    if not isinstance(token, str) or len(token) < 16:
        raise ConfigError(f"{path}: users.{name} needs a `token` of at least 16 characters.")
    return token, Identity(name, name, frozenset(entry.get("roles", ())), entry.get("crew"))
