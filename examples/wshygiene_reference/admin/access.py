"""Who may use the admin API: bearers of a token, each with a name and with leave to act or only to look."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wshygiene_reference.tokens import TokenFile

if TYPE_CHECKING:
    from wshygiene_reference.operation.config import OperationConfig

#: The role that lets a token of the file act.
ACTING = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who has shown a token: the name that goes into the audit log, and whether they may change anything."""

    name: str
    may_act: bool


class AccessTokens:
    """All tokens that are good, as digests: comparing those takes the same time whatever is shown."""

    def __init__(self, config: OperationConfig) -> None:
        """Raises ``ConfigError`` for a file of tokens that cannot be used."""
        known = {} if config.admin_token is None else {config.admin_token: Caller("admin", may_act=True)}
        if config.admin_tokens is not None:
            for token, who in TokenFile.read(Path(config.admin_tokens)).tokens:
                known[token] = Caller(who.user, ACTING in who.roles)
        #: The token that was made because none was given. An open admin port there never is.
        self.made: str | None = None
        if not known:
            self.made = secrets.token_urlsafe(32)
            known[self.made] = Caller("admin", may_act=True)
        self._known = [(_digest(token.encode()), caller) for token, caller in known.items()]

    def caller(self, token: str | bytes) -> Caller | None:
        """Who bears ``token``; None when nobody does. Every token is compared, in constant time."""
        shown = _digest(token.encode("utf-8", "surrogateescape") if isinstance(token, str) else token)
        found = [caller for digest, caller in self._known if hmac.compare_digest(digest, shown)]
        return found[0] if found else None

    def bearer(self, authorization: bytes) -> Caller | None:
        """Who sends this ``Authorization`` header (RFC 6750, section 2.1)."""
        kind, _, token = authorization.strip().partition(b" ")
        return self.caller(token.strip()) if kind.lower() == b"bearer" else None


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
