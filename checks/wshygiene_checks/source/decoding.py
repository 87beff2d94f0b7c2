"""Turns the bytes of a source file into text as Python itself does, and keeps line endings as they are."""

from __future__ import annotations

from codecs import BOM_UTF8


class Undecodable(ValueError):
    """Bytes that are not the text they should be; the sentence says where, or which encoding is not known."""


def decode(data: bytes) -> str:
    """The text of a file, without a byte order mark; raises `Undecodable`."""
    encoding = encoding_of(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x} in line {line} is not {_shown(encoding)}"
        raise Undecodable(f"{found}. Expected: UTF-8, or a first line that declares the encoding.") from None


def encoding_of(data: bytes) -> str:
    """The name of the encoding: declared by a comment in the first two lines, or UTF-8; raises `Undecodable`."""
    start = data[:1024].split(b"\n", 2)[:2]
    if not any(b"coding" in line for line in start):
        return "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"
    from tokenize import detect_encoding  # rarely needed

    lines = iter([line + b"\n" for line in data.split(b"\n", 2)[:2]])
    try:
        return detect_encoding(lambda: next(lines, b""))[0]
    except SyntaxError as error:
        raise Undecodable(f"{error.msg}. Expected: an encoding that Python knows.") from None


def _shown(encoding: str) -> str:
    return "UTF-8" if encoding.startswith("utf-8") else encoding
