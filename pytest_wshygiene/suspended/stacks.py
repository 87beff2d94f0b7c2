"""Where suspended code stands: the chain of awaits of a coroutine, the stack of a thread, in source terms."""

from __future__ import annotations

import ast
import dis
import gc
import inspect
import linecache
import sys
import threading
from types import CodeType, FrameType, FunctionType
from typing import Any

from pytest_wshygiene.ownership.birth import Site, decode
from pytest_wshygiene.ownership.origin import FIRST_PARTY, OURS, is_stdlib, origin
from pytest_wshygiene.suspended.statements import UNREADABLE

_LONGEST = 64
#: What a thread goes through before the code that it was started for; gevent puts a subclass in the class's place.
_STARTING = frozenset(
    method.__code__
    for cls in threading.Thread.__mro__
    for name in ("_bootstrap", "_bootstrap_inner", "run")
    if isinstance(method := vars(cls).get(name), FunctionType)
)
_CACHE = dis.opmap.get("CACHE", 0)
#: Instructions that call; Python 3.11 calls what it has come to know of already in the one before.
_CALLS = ("CALL", "PRECALL")


def await_chain(awaitable: Any) -> list[FrameType]:
    """The frames of a suspended coroutine and of what it awaits, outermost first."""
    return [frame for each in awaited(awaitable) if (frame := _step(each)[0]) is not None]


def awaited(awaitable: Any) -> list[Any]:
    """A suspended coroutine and what it awaits, outermost first."""
    chain: list[Any] = []
    seen: set[int] = set()
    while awaitable is not None and id(awaitable) not in seen:
        seen.add(id(awaitable))
        chain.append(awaitable)
        awaitable = _step(awaitable)[1]
    return chain


def _step(awaitable: Any) -> tuple[FrameType | None, Any]:
    """The frame of an awaitable, and what that waits for.

    What runs waits for nothing. The interpreter is not asked what a coroutine waits for while another thread goes on
    with it: it would read that from a stack in use. An asynchronous generator counts as running for as long as somebody
    waits for its next value, and has to be asked.
    """
    if inspect.iscoroutine(awaitable):
        return awaitable.cr_frame, None if awaitable.cr_running else awaitable.cr_await
    if inspect.isasyncgen(awaitable):
        return awaitable.ag_frame, awaitable.ag_await
    if inspect.isgenerator(awaitable):
        return awaitable.gi_frame, None if awaitable.gi_running else awaitable.gi_yieldfrom
    if type(awaitable).__name__ in ("coroutine_wrapper", "async_generator_asend", "async_generator_athrow"):
        inner = [part for part in gc.get_referents(awaitable) if inspect.iscoroutine(part) or inspect.isasyncgen(part)]
        return None, inner[0] if inner else None
    return None, None


def told(frames: list[FrameType], root: str) -> str:
    """``path:line in function, awaiting expression``: the innermost line of the user's, else of a library's."""
    if not frames:
        return "not started, or at its end"
    ours = [index for index, frame in enumerate(frames) if origin(frame.f_code.co_filename) == FIRST_PARTY]
    said = ours or [index for index, frame in enumerate(frames) if not is_stdlib(frame.f_code.co_filename)]
    chosen = frames[said[-1]] if said else frames[-1]
    line = decode(_site(chosen), root)
    awaited = awaited_text(chosen.f_code, chosen.f_lasti)
    if awaited.startswith("yield"):
        return f"{line}, at {awaited}"
    return f"{line}, awaiting {awaited}" if awaited else str(line)


def awaited_text(code: CodeType, offset: int) -> str:
    """The source of the expression that ``code`` is suspended in, without the word await; "" where unreadable."""
    positions = list(code.co_positions())
    if offset < 0 or offset // 2 >= len(positions):
        return ""
    first, last, start, end = positions[offset // 2]
    if first is None or start is None or end is None or last is None:
        return ""
    lines = [linecache.getline(code.co_filename, number).encode() for number in range(first, last + 1)]
    if not any(lines):
        return ""
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    text = _awaited(b"\n".join(lines).decode(errors="replace"))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _awaited(source: str) -> str:
    """What is waited for in an ``await``, ``async for`` or ``async with``; a ``yield`` as it stands."""
    first = source.lstrip().partition("\n")[0]
    head = first.partition("#")[0].strip()
    if head.startswith("yield"):
        return head
    if head.startswith(("async for ", "async with ")):
        return _head_of(first) or head.partition(" in ")[2].removesuffix(":") or head
    return " ".join(source.split()).removeprefix("await ")


def _head_of(line: str) -> str:
    """What is gone through or entered by the statement that begins in a line; "" where it goes on in the next."""
    for body in ("\n  pass", ""):  # the statements inside begin in the next line, or stand in the same
        text = f"async def _():\n {line}{body}"
        try:
            statement = ast.parse(text).body[0].body[0]  # type: ignore[attr-defined]
        except UNREADABLE:
            continue
        parts = [statement.iter] if isinstance(statement, ast.AsyncFor) else [i.context_expr for i in statement.items]
        return ", ".join(ast.get_source_segment(text, part) or "" for part in parts)
    return ""


def threads_running() -> int:
    """How many threads run Python code, this one included, and those that `threading` has not started and not met."""
    return len(sys._current_frames())


def thread_stack(ident: int | None) -> list[FrameType]:
    """The running frames of a thread, outermost first; empty when it has ended.

    This one is among them, where it is this thread: what it keeps would keep itself, and all that is around it.
    """
    frame = sys._current_frames().get(ident or -1)
    frames: list[FrameType] = []
    while frame is not None:
        frames.append(frame)
        frame = frame.f_back
    return [frames.pop() for _ in range(len(frames))]


def thread_told(ident: int | None, root: str) -> str:
    """``path:line in function, in expression``: a thread's innermost line of the user's, else of a library's.

    The expression is the call that it is in. Where all of it is the standard library's, it is what the thread was
    started for that is told.
    """
    frames = [frame for frame in thread_stack(ident) if origin(frame.f_code.co_filename) != OURS]
    if not frames:
        return "ending"
    ours = [frame for frame in frames if origin(frame.f_code.co_filename) == FIRST_PARTY]
    said = ours or [frame for frame in frames if not is_stdlib(frame.f_code.co_filename)]
    run = [frame for frame in frames if frame.f_code not in _STARTING] or frames[-1:]
    chosen = said[-1] if said else run[0]
    called = call_text(chosen.f_code, chosen.f_lasti)
    return f"{decode(_site(chosen), root)}, in {called}" if called else str(decode(_site(chosen), root))


def call_text(code: CodeType, offset: int) -> str:
    """The source of the call that ``code`` is in; "" where it is in none, or that is unreadable."""
    raw = code.co_code
    while offset > 0 and raw[offset] == _CACHE:  # belongs to the instruction before
        offset -= 2
    return awaited_text(code, offset) if offset >= 0 and dis.opname[raw[offset]].startswith(_CALLS) else ""


def _site(frame: FrameType) -> Site:
    return (frame.f_code, frame.f_lasti)
