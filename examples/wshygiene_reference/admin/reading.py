"""What a request says, read with care: query parameters and JSON bodies that are exactly what was asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

from starlette.requests import Request

from wshygiene_reference.admin.problems import Refused
from wshygiene_reference.messages import DEEPEST, depth, strict_json


def bad(detail: str) -> Refused:
    """A mistake of the caller's."""
    return Refused(HTTPStatus.BAD_REQUEST, detail)


def query(request: Request, *known: str) -> dict[str, str]:
    """The query parameters. Raises ``Refused`` for one that nobody knows, or that comes twice."""
    given = request.query_params.multi_items()
    names = [name for name, _ in given]
    for name in names:
        _require_known(name, known, "parameter")
        if names.count(name) > 1:
            raise bad(f"the parameter `{name}` comes {names.count(name)} times")
    return dict(given)


def whole(given: dict[str, str], name: str, default: int, most: int) -> int:
    """A whole number of the query, from 1 to ``most``. Raises ``Refused``."""
    said = given.get(name, str(default))
    value = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
    if not 1 <= value <= most:
        raise bad(f"`{name}` must be a whole number from 1 to {most}")
    return value


async def body(request: Request, *known: str) -> dict[str, Any]:
    """The JSON object in the body, empty when there is no body. Raises ``Refused`` for anything else."""
    text = await request.body()
    if not text:
        return {}
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a body is application/json")
    try:
        value = strict_json(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise bad("the body is not JSON in UTF-8") from None
    if not isinstance(value, dict) or depth(value) > DEEPEST:
        raise bad(f"the body must be a JSON object, nested at most {DEEPEST} deep")
    for name in value:
        _require_known(name, known, "field")
    return value


def text(given: Mapping[str, Any], name: str, most: int) -> str | None:
    """The string ``name`` of a body, None when it is not there. Raises ``Refused``."""
    value = given.get(name)
    if name in given and not (isinstance(value, str) and 0 < len(value) <= most and is_sound(value)):
        raise bad(f"`{name}` must be a string of 1 to {most} characters")
    return value


def is_sound(value: str) -> bool:
    """Whether a text can be written as UTF-8: JSON can spell half of a surrogate pair, which is no character."""
    return not any("\ud800" <= each <= "\udfff" for each in value)


def _require_known(name: str, known: Collection[str], what: str) -> None:
    if name in known:
        return
    close = get_close_matches(name, known, 1)
    valid = f"did you mean `{close[0]}`?" if close else f"there are: {', '.join(known) or 'none'}"
    raise bad(f"{name[:64]!r} is no {what} here; {valid}")
