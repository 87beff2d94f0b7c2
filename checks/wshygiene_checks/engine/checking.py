"""One check from the files to the findings."""

from __future__ import annotations

import os
from collections.abc import Iterable

from wshygiene_checks.engine.cache import Cache
from wshygiene_checks.engine.gathering import Gathering
from wshygiene_checks.engine.judging import Judge
from wshygiene_checks.engine.pausing import collector_paused
from wshygiene_checks.engine.record import Checked, Request
from wshygiene_checks.finding import FileError
from wshygiene_checks.source import Discovery, SourceFile, discover


def check(request: Request) -> Checked:
    """Check the files of a request; raises `SettingsError` for pairs of the user's that cannot be used."""
    with collector_paused():
        found = _with_given_texts(discover(request.project, request.places, request.scope), request)
        cache = Cache(request.cache if request.indexed else "")
        run = Gathering(request, found.files, cache).run()
        reported = frozenset(file.name for file in found.files if file.reported)
        judged = Judge(request, {file.name: file for file in found.files}, cache).judge(run, reported)
        if not request.texts:  # what is not on disk is not worth keeping
            cache.save({file.name for file in found.files})
    errors = _merged(found.errors, (error for error in run.errors if error.path in reported), judged.errors)
    unchecked = {error.path for error in errors}
    return Checked(judged.findings, judged.suppressed, errors, reported - unchecked, found.tests, judged.hidden)


def _merged(*groups: Iterable[FileError]) -> tuple[FileError, ...]:
    """At most one error for each file."""
    by_path = {error.path: error for group in groups for error in group}
    return tuple(sorted(by_path.values()))


def _with_given_texts(found: Discovery, request: Request) -> Discovery:
    """A text that was given for a path is checked even if there is no such file."""
    missing = {error.path for error in found.errors}
    named = {os.path.relpath(place, request.project.root).replace(os.sep, "/"): place for place in request.texts}
    given = {name: place for name, place in named.items() if name in missing}
    if not given:
        return found
    files = [SourceFile(place, name, True, len(request.texts[place]), 0) for name, place in given.items()]
    errors = tuple(error for error in found.errors if error.path not in given)
    return Discovery(tuple(sorted([*found.files, *files], key=lambda file: file.name)), errors, found.tests)
