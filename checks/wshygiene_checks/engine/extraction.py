"""Reads files and takes their facts, in this process or, when there is much to read, in several."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wshygiene_checks.digests import blake2b
from wshygiene_checks.engine import analysis, storage
from wshygiene_checks.engine.pausing import parsing
from wshygiene_checks.engine.record import Extracted, Known
from wshygiene_checks.finding import FileError
from wshygiene_checks.source import Module, Undecodable, decode, may_hold_facts
from wshygiene_checks.suppress import addressed, read_comments

#: Bytes of source below which starting processes takes longer than they save.
WORTH_PROCESSES = 3_000_000
_BATCH = 300_000  # bytes: small enough that all processes end at about the same time


class Job(NamedTuple):
    """One file to read: where it is, what it is called, and its size in bytes."""

    place: str
    name: str
    module: Module
    size: int
    data: bytes | None = None
    indexed: bool = True


class Extraction(NamedTuple):
    """What became of a job; ``known`` is missing where the file could not be read. ``packed`` is what was extracted
    in the form in which it is sent between processes and kept, if it had to be brought into that form already.
    """

    name: str
    known: Known | None
    extracted: Extracted
    packed: bytes = b""


def extract_all(jobs: Sequence[Job], processes: int) -> Iterator[list[Extraction]]:
    """Do all jobs, and hand back what is done in batches, in any order."""
    batches = _batches(jobs)
    if processes < 2 or len(batches) < 2 or sum(job.size for job in jobs) < WORTH_PROCESSES:
        yield from map(extract_batch, batches)
        return
    from wshygiene_checks.engine.parallel import in_processes

    for rows in in_processes(_packed_batch, batches, processes):
        yield [Extraction(name, known, storage.load(packed), packed) for name, known, packed in rows]


def extract_batch(jobs: Sequence[Job]) -> list[Extraction]:
    """Do some jobs, one after the other."""
    with parsing():
        return [_extract(job) for job in jobs]


def _packed_batch(jobs: Sequence[Job]) -> list[tuple[str, Known | None, bytes]]:
    return [(done.name, done.known, storage.dump(done.extracted)) for done in extract_batch(jobs)]


def digest(module: Module, data: bytes) -> bytes:
    """Sixteen bytes that stand for the content of a file under the name it is imported by, and what it can import."""
    return blake2b(data, digest_size=16, person=_short(module.key)).digest()


def _short(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _extract(job: Job) -> Extraction:
    try:
        data, changed = (job.data, 0) if job.data is not None else _read(job.place)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}."
        return Extraction(job.name, None, Extracted(None, FileError(job.name, 0, message), ()))
    known = Known(len(data), changed, job.module.key, digest(job.module, data))
    return Extraction(job.name, known, _extracted(job, data))


def _read(place: str) -> tuple[bytes, int]:
    with open(place, "rb") as file:
        return file.read(), os.fstat(file.fileno()).st_mtime_ns


def _extracted(job: Job, data: bytes) -> Extracted:
    try:
        text = decode(data)
        if job.indexed and not may_hold_facts(data):
            ast.parse(text, job.name)  # what does not parse is an error, whatever it may hold
            return Extracted(None, None, read_comments(text) if addressed(data) else ())
        facts = analysis.extract(job.name, job.module, text)
    except Exception as error:
        return Extracted(None, _failure(job.name, error), ())
    return Extracted(facts, None, read_comments(text) if addressed(data) else ())


def _failure(name: str, error: Exception) -> FileError:
    match error:
        case Undecodable():
            return FileError(name, 0, f"{error}")
        case SyntaxError():
            return FileError(name, error.lineno or 0, f"cannot be parsed: {error.msg.rstrip('.?')}.")
        case RecursionError() | MemoryError():
            return FileError(name, 0, "cannot be parsed: it is nested deeper than Python can follow.")
        case ValueError():
            return FileError(name, 0, f"cannot be parsed: {error}.")
    return FileError(name, 0, internal(error))


def internal(error: Exception) -> str:
    """What a failure of our own in one file looks like; the other files are still checked."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f" in {os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else ""
    return f"internal error, please report it: {type(error).__name__}: {error}{place}"


def _batches(jobs: Sequence[Job]) -> list[list[Job]]:
    batches: list[list[Job]] = []
    room = 0
    for job in jobs:
        if room <= 0:
            batches.append([])
            room = _BATCH
        batches[-1].append(job)
        room -= job.size + 500
    return batches
