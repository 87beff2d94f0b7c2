"""How figures and foreign names are written on the page."""

from __future__ import annotations

from http import HTTPStatus

from wshygiene_reference.close_codes import CloseCode

#: Seconds in a unit of time, the largest first.
UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
#: What stands for a figure that is not known, and before a negative one; what keeps a figure and its unit together.
UNKNOWN, MINUS, GAP = "\N{EN DASH}", "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
#: Joins the parts of one emoji; it is written as it is, all other invisible characters are spelled out.
JOINER = "\u200d"
#: Characters of a foreign name that are shown; more would push everything else off the page.
LONGEST = 48

#: Whose connections a limit counts.
REFUSED = {
    "server": "limit of the whole server",
    "handshakes": "limit of handshakes in progress",
    "ip": "limit of one address",
    "session": "limit of one session",
    "user": "limit of one user",
    "token": "unknown token",
    "origin": "origin that is not allowed",
    "request": "odd request",
    "closed": "server draining, or short of memory",
}
MEANINGS = {
    CloseCode.NORMAL: "done",
    CloseCode.GOING_AWAY: "one side went away",
    CloseCode.PROTOCOL_ERROR: "not a WebSocket frame",
    CloseCode.ABNORMAL: "broken off, or no sign of life",
    CloseCode.INVALID_DATA: "not text in UTF-8",
    CloseCode.TOO_BIG: "message too big",
    CloseCode.INTERNAL_ERROR: "error in the server",
    CloseCode.SERVICE_RESTART: "server restarts",
    CloseCode.TRY_AGAIN_LATER: "no room for this session or user",
    CloseCode.BAD_MESSAGE: "not a message",
    CloseCode.UNAUTHENTICATED: "not authenticated",
    CloseCode.FORBIDDEN: "not allowed",
    CloseCode.IDLE: "idle",
    CloseCode.LIFETIME: "lifetime over",
    CloseCode.TOO_SLOW: "does not read",
    CloseCode.TOO_FAST: "sends too much",
}


def meaning(code: int) -> str:
    """What a close code says, in a few words; empty for one that is not ours."""
    return next((text for known, text in MEANINGS.items() if known == code), "")


def number(value: float | None, digits: int = 0) -> str:
    """A number with its thousands apart; a dash for one that is not known."""
    return UNKNOWN if value is None else f"{value:,.{digits}f}".replace("-", MINUS)


def span(seconds: float | None) -> str:
    """A span of time in its largest unit: ``4 min``; a dash for one that is not known."""
    if seconds is None:
        return UNKNOWN
    size, unit = next((each for each in UNITS if seconds >= each[0]), (1, "s"))
    count = seconds / size
    digits = 1 if size > 1 and count < 10 else 0
    return f"{count:.{digits}f}".removesuffix(".0") + f"{GAP}{unit}"


def size(count: float | None) -> str:
    """A number of bytes in its largest unit, in steps of 1024."""
    if count is None:
        return UNKNOWN
    for unit in ("B", "kB", "MB", "GB"):
        if abs(count) < 1024 or unit == "GB":
            break
        count /= 1024
    digits = 0 if unit == "B" or abs(count) >= 100 else 1
    return f"{count:,.{digits}f}{GAP}{unit}"


def name(value: object, longest: int = LONGEST) -> str:
    """A name that a peer has chosen: invisible characters spelled out, a long one with its middle left out."""
    text = str(value)
    if len(text) > longest:
        text = f"{text[: longest - 13]}…{text[-12:]}"
    return "".join(each if each.isprintable() or each == JOINER else _spelled(each) for each in text)


def status_text(status: int) -> str:
    """The words for a status of HTTP."""
    return HTTPStatus(status).phrase


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode()
