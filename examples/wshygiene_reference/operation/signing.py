"""Where alerts are posted to, and how they are signed, in the way of Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from contextlib import suppress

import httpx

from wshygiene_reference.settings import ConfigError

#: What a secret in base64 begins with.
PREFIX = "whsec_"


def checked_url(url: str) -> str:
    """The URL of a web hook. Raises ``ConfigError``, which does not show it: the path may be a secret."""
    with suppress(httpx.InvalidURL):
        parsed = httpx.URL(url)
        if parsed.scheme in ("http", "https") and parsed.host:
            return url
    raise ConfigError(
        "webhook_url = (secret) is nowhere that alerts can be posted to. It looks like https://host/path."
    )


def signing_key(secret: str) -> bytes:
    """The bytes that a secret stands for. Raises ``ConfigError`` for base64 that is none."""
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise ConfigError(
            f"webhook_secret = (secret) begins with `{PREFIX}`, and what follows is not base64."
        ) from None


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """What receivers compare: version 1, HMAC-SHA256 of id, time and body, in base64."""
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"
