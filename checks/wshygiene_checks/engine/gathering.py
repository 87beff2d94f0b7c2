"""Brings the facts of a project together, from the cache and from its files, and asks the rules about them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from wshygiene_checks.digests import blake2b
from wshygiene_checks.engine import analysis
from wshygiene_checks.engine.cache import Cache
from wshygiene_checks.engine.extraction import Extraction, Job, digest, extract_all
from wshygiene_checks.engine.record import Extracted, Known, Request, Run
from wshygiene_checks.source import Module, Modules, SourceFile


class Gathering:
    """The way from the files of one request to what the rules suspect in them."""

    def __init__(self, request: Request, files: Sequence[SourceFile], cache: Cache) -> None:
        self._request = request
        self._files = files
        self._cache = cache
        modules = Modules(request.project.root, [file.place for file in files])
        self._modules = {file.name: modules.module(file.place) for file in files}

    def run(self) -> Run:
        """What the rules make of these files; taken from an earlier run where nothing has changed since."""
        digests, unknown = self._recognise()
        if not unknown:
            known = self._cache.run(self._key(digests))
            if known is not None:
                return known
        facts = self._cache.facts(digests)
        unknown += [file for file in self._files if file.name in digests and file.name not in facts]
        for done in self._extract(unknown):
            facts[done.name] = done.extracted
            if done.known is not None:
                digests[done.name] = done.known.digest
        return self._judge(facts, digests)

    def _recognise(self) -> tuple[dict[str, bytes], list[SourceFile]]:
        """The digests of the files that are known from before, and the files that have to be read."""
        digests: dict[str, bytes] = {}
        unknown: list[SourceFile] = []
        for file in self._files:
            module = self._modules[file.name]
            found = None
            if file.place not in self._request.texts:
                found = self._cache.recognise(file.name, file.size, file.changed, module.key)
                found = found or self._look(file, module)
            if found is None:
                unknown.append(file)
            else:
                digests[file.name] = found
        return digests, unknown

    def _look(self, file: SourceFile, module: Module) -> bytes | None:
        """The digest of a file that was touched, a checkout later say, and is still what it was."""
        before = self._cache.state.files.get(file.name)
        if before is None or before.size != file.size:
            return None
        try:
            with open(file.place, "rb") as stream:
                data, changed = stream.read(), os.fstat(stream.fileno()).st_mtime_ns
        except OSError:
            return None
        found = digest(module, data)
        if found != before.digest:
            return None
        self._cache.remember(file.name, Known(len(data), changed, module.key, found))
        return found

    def _extract(self, files: Sequence[SourceFile]) -> list[Extraction]:
        jobs = [self._job(file) for file in files]
        report = self._request.progress(sum(job.size for job in jobs)) if self._request.progress and jobs else None
        sizes = {job.name: job.size for job in jobs}
        found: list[Extraction] = []
        for batch in extract_all(jobs, self._request.jobs):
            self._cache.keep_facts(done for done in batch if self._place(done.name) not in self._request.texts)
            found += [done._replace(packed=b"") for done in batch]
            if report is not None:
                report(sum(sizes[done.name] for done in batch))
        return found

    def _job(self, file: SourceFile) -> Job:
        data = self._request.texts.get(file.place)
        size = file.size if data is None else len(data)
        return Job(file.place, file.name, self._modules[file.name], size, data, self._request.indexed)

    def _place(self, name: str) -> str:
        return os.path.normpath(os.path.join(self._request.project.root, name))

    def _judge(self, facts: dict[str, Extracted], digests: dict[str, bytes]) -> Run:
        ordered = [facts[file.name] for file in self._files]
        known = [extracted.facts for extracted in ordered if extracted.facts is not None]
        candidates = analysis.find(known, self._request.settings, self._request.selected)
        errors = tuple(extracted.error for extracted in ordered if extracted.error is not None)
        comments = {name: extracted.comments for name, extracted in facts.items() if extracted.comments}
        run = Run(tuple(candidates), errors, comments)
        if len(digests) == len(self._files):  # a file that cannot be read may be readable next time
            self._cache.keep_run(self._key(digests), run)
        return run

    def _key(self, digests: dict[str, bytes]) -> bytes:
        """Stands for everything that the rules are told."""
        settings = self._request.settings
        told = (sorted(self._request.selected), settings.lifetimes, settings.pairs)
        key = blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16)
        for file in self._files:
            key.update(file.name.encode("utf-8", "surrogatepass") + b"\0" + digests[file.name])
        return key.digest()
