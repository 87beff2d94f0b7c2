"""Where reports go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import IO, TextIO

import click


def echo(text: str, err: bool = False) -> None:
    """Print a line; what the terminal's encoding has no sign for is written as an escape.

    A stream that was closed before Python started takes nothing, as with `print`.
    """
    stream: TextIO | None = sys.stderr if err else sys.stdout
    encoding = (stream and stream.encoding) or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), err=err)


class Output:
    """A report's way out: standard output, or a file that is replaced in one step when all has gone well.

    That a file cannot be written is said before any work is done.
    """

    def __init__(self, path: str | None) -> None:
        self._path = os.path.abspath(path) if path else ""
        self._file: IO[bytes] | None = None
        self._stack = ExitStack()

    @property
    def is_file(self) -> bool:
        """True when the report does not go to standard output."""
        return bool(self._path)

    def __enter__(self) -> Output:
        if self._path:
            from wshygiene_checks.writing import Replacement

            replacement = Replacement(self._path)
            with self._named_errors():
                self._file = self._stack.enter_context(replacement)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._named_errors():
            self._stack.__exit__(kind, error, trace)

    def write(self, text: str, err: bool = False) -> None:
        """Add to the report; ``err`` sends what would go to standard output to standard error."""
        if self._file is not None:
            with self._named_errors():
                self._file.write(text.encode("utf-8", "backslashreplace"))
        elif text:
            echo(text.removesuffix("\n"), err=err)

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise click.ClickException(f"--output-file {self._path}: cannot be written: {error.strerror}.") from None
