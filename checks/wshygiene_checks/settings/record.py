"""The settings of one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from wshygiene_checks.finding import CONFIDENCES, Confidence
from wshygiene_checks.settings.patterns import DEFAULT_EXCLUDE

#: From which confidence on a finding may fail the run.
FAIL_ON: tuple[Confidence, ...] = CONFIDENCES


class SettingsError(ValueError):
    """A setting that cannot be used; the text names the place, the value and what should stand there."""


class Lifetimes(NamedTuple):
    """What only the user can know about how long things live.

    ``app_classes`` are classes of which there is one for as long as the program runs, ``connection_entrypoints``
    functions that are called once for each connection; both as dotted names or by their last part.
    """

    app_classes: tuple[str, ...] = ()
    connection_entrypoints: tuple[str, ...] = ()


class Settings(NamedTuple):
    """Everything that can be set; the names are those of the keys, with underscores.

    ``baseline`` and ``cache_dir`` are as the user wrote them, relative to the file they stand in. ``pairs`` are further
    pairs of acquiring and releasing calls, in the form of the library packs.
    """

    select: tuple[str, ...] = ("ALL",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fail_on: Confidence = "high"
    show: Confidence | None = None
    exclude: tuple[str, ...] = tuple(DEFAULT_EXCLUDE)
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    include_tests: bool = False
    output_format: str = "text"
    baseline: str = ""
    cache_dir: str = ""
    app_classes: tuple[str, ...] = ()
    connection_entrypoints: tuple[str, ...] = ()
    pairs: tuple[Mapping[str, Any], ...] = ()

    @property
    def shown(self) -> Confidence:
        """The lowest confidence that is reported.

        Unless it is set, findings of confidence "info" are left out: they are worth a look, but most of them are no
        leak. Who selects ALL, or lets them fail, gets them all the same.
        """
        return self.show or ("info" if self.fail_on == "info" else "medium")

    @property
    def lifetimes(self) -> Lifetimes:
        """What the rules are told about lifetimes."""
        return Lifetimes(self.app_classes, self.connection_entrypoints)
