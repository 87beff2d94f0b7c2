"""From what the rules suspect to what is reported: confirmed, not ignored, not suppressed, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wshygiene_checks.digests import blake2b
from wshygiene_checks.engine import analysis
from wshygiene_checks.engine.cache import Cache
from wshygiene_checks.engine.extraction import internal
from wshygiene_checks.engine.record import Confirmed, Request, Run
from wshygiene_checks.finding import CONFIDENCES, FileError, Finding
from wshygiene_checks.reporters.table import REPORTABLE
from wshygiene_checks.settings import PerFile
from wshygiene_checks.source import SourceFile, decode
from wshygiene_checks.suppress import Comment, Settled, read_comments, settle


class Judged(NamedTuple):
    """What is reported, what comments suppress, what could not be read again, and how much is not shown."""

    findings: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, Comment], ...]
    errors: tuple[FileError, ...]
    hidden: int


class Judge:
    """Decides on the candidates of one request; ``files`` are all of its files by name."""

    def __init__(self, request: Request, files: Mapping[str, SourceFile], cache: Cache) -> None:
        self._request = request
        self._files = files
        self._cache = cache
        self._ignores = PerFile(request.settings.per_file_ignores)
        self._complete = request.selected >= REPORTABLE

    def judge(self, run: Run, reported: frozenset[str]) -> Judged:
        """Decide on what was suspected in the files that are reported on."""
        suspected = _by_file(finding for finding in run.candidates if finding.path in reported)
        broken = {error.path for error in run.errors}
        names = (suspected.keys() | run.comments.keys()) & reported if self._request.indexed else reported
        findings: list[Finding] = []
        suppressed: list[tuple[Finding, Comment]] = []
        errors: list[FileError] = []
        for name in sorted(names - broken):
            confirmed = self._confirm(name, suspected.get(name, ()), run.comments.get(name, ()))
            settled = self._settle(name, confirmed)
            findings += [*settled.kept, *settled.notices]
            suppressed += settled.suppressed
            errors += [confirmed.error] if confirmed.error is not None else []
        shown = [finding for finding in findings if self._is_shown(finding)]
        hidden = len(findings) - len(shown)
        return Judged(tuple(sorted(shown, key=_order)), tuple(suppressed), tuple(errors), hidden)

    def _is_shown(self, finding: Finding) -> bool:
        return CONFIDENCES.index(finding.confidence) <= CONFIDENCES.index(self._request.settings.shown)

    def _settle(self, name: str, confirmed: Confirmed) -> Settled:
        judged = self._request.selected - self._ignores.ignored(name)
        findings = [finding for finding in confirmed.findings if finding.code in judged]
        complete = self._complete and judged == self._request.selected
        return settle(name, findings, confirmed.comments, judged, complete, self._request.today)

    def _confirm(self, name: str, suspected: Sequence[Finding], comments: tuple[Comment, ...]) -> Confirmed:
        """Look at the text of a file, unless it has been looked at with the same question.

        Suspicions of a confidence that is not shown are only counted: for that nobody looks at a text in which no
        comment speaks of findings.
        """
        if self._request.indexed and not (suspected and comments) and not any(map(self._is_shown, suspected)):
            return Confirmed(tuple(suspected), comments)
        key = self._key(name, suspected)
        known = self._cache.confirmed(name, key) if key else None
        if known is None:
            known = self._look(name, suspected)
            if key and known.error is None:
                self._cache.keep_confirmed(name, key, known)
        return known

    def _look(self, name: str, suspected: Sequence[Finding]) -> Confirmed:
        file = self._files[name]
        try:
            text, whole = decode(self._data(file)), not self._request.indexed
            return Confirmed(tuple(analysis.confirm(suspected, text, whole=whole)), read_comments(text))
        except OSError as error:
            return Confirmed((), (), FileError(name, 0, f"cannot be read: {error.strerror or error}."))
        except Exception as error:
            return Confirmed((), (), FileError(name, 0, internal(error)))

    def _data(self, file: SourceFile) -> bytes:
        given = self._request.texts.get(file.place)
        if given is not None:
            return given
        with open(file.place, "rb") as stream:
            return stream.read()

    def _key(self, name: str, suspected: Sequence[Finding]) -> bytes:
        """Stands for the file and the question; empty for a text that is not on disk."""
        known = self._cache.state.files.get(name)
        if known is None or self._files[name].place in self._request.texts:
            return b""
        return blake2b(known.digest + repr(suspected).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    grouped = defaultdict(list)
    for finding in findings:
        grouped[finding.path].append(finding)
    return {name: sorted(found, key=_order) for name, found in grouped.items()}


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.path, finding.line, finding.column, finding.code, finding.subject
