"""The words both the judge and the reports use: kinds, owners, source lines, leaks.

Everything here is immutable. Where a value is still unknown it says so in words; it is never guessed.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

Verdict = Literal["fail", "warn", "ignored", "baseline", "unknown", "unconfirmed", "test failed"]

MODES: tuple[str, ...] = ("off", "warn", "fail")

#: Every kind of resource that is watched, in the order in which a report lists them: what holds most comes first.
KINDS: tuple[str, ...] = (
    "server",
    "session",
    "subscription",
    "connection",
    "executor",
    "process",
    "thread",
    "task",
    "timer",
    "async generator",
    "listener",
    "lock",
    "registry",
    "retained",
    "socket",
    "event loop",
    "descriptor",
)


#: Named beside the kinds: what crosses from one owner to another fails, where it would only be warned of.
INTERFERENCE = "interference"
#: Ends the subject of a timer whose handle was overwritten while it was armed.
REPLACED = ", replaced"
#: The code under which it is reported.
CROSSING = "WSH600"
#: Words among the kinds that ask for more than is watched by default.
MORE: tuple[str, ...] = ("cycles", INTERFERENCE)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who brought a resource to life, and at whose end it must be gone.

    ``kind`` is ``test``, ``fixture``, ``block`` (a ``no_leaks()`` block) or ``import``. ``nodeid`` is the pytest node
    whose end ends the owner: the test itself, or for a fixture the node of its scope ("" for the session).
    ``path`` and ``line`` say where the owner is written.
    """

    kind: Literal["test", "fixture", "block", "import"]
    nodeid: str
    fixture: str | None = None
    scope: str | None = None
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        if self.kind != "fixture":
            return self.nodeid
        return f"fixture `{self.fixture}` ({self.scope} scope, {self.path}:{self.line})"


@dataclass(frozen=True, slots=True)
class Line:
    """One source line: ``path`` as a person would type it, the 1-based line, and the function it is in."""

    path: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} in {self.function}"


@dataclass(frozen=True, slots=True)
class Leak:
    """One unreleased thing (or ``count`` things of one shape), with the evidence a person needs to release it.

    ``birth`` starts with the first-party line that created it, followed by the library lines under it.
    ``holders`` are reference paths in source terms, shortest first; ``suspects`` has for each of them the (start, end)
    of the steps that tie what the owner made to something older, (0, 0) where that is not known. ``parts`` are what
    belongs to the same resource and is therefore no leak of its own (the socket and the keepalive task of a
    connection). ``rules`` are the source rules that would have caught it. ``confirmed`` says in how many of the test's
    runs it came (``3/3``: the first and two reruns), where that was asked. ``grade`` says what keeps a closed
    connection alive: ``cache``, ``reachable``, ``cycle`` or ``traceback``. ``fingerprint`` has no line and no address:
    it survives edits above it.
    """

    code: str
    kind: str
    summary: str
    owner: Owner
    birth: tuple[Line, ...]
    state: str
    holders: tuple[str, ...]
    rules: tuple[str, ...]
    release: str
    parts: tuple[str, ...]
    subject: str
    fingerprint: str
    count: int = 1
    verdict: Verdict = "fail"
    reason: str = ""
    confirmed: str = ""
    suspects: tuple[tuple[int, int], ...] = ()
    grade: str = ""

    def judged(self, verdict: Verdict, reason: str = "") -> Leak:
        """The same leak with a verdict, and why it was given where it is not the usual one."""
        return replace(self, verdict=verdict, reason=reason)

    def repeated(self, count: int) -> Leak:
        """The same leak standing for ``count`` of its shape."""
        return replace(self, count=count)


@dataclass(frozen=True, slots=True)
class ToldChurn:
    """A churn that a test has run, for the reports and the closing line.

    ``name`` is the scenario; ``grew`` is true where the test has failed for it. ``text`` is the result in words,
    ``plot`` the same as an SVG document, and ``figures`` as plain data; all of these are empty where no report is
    asked for.
    """

    name: str
    nodeid: str
    grew: bool
    text: str = ""
    plot: str = ""
    figures: dict[str, Any] = field(default_factory=dict)


class LeakError(AssertionError):
    """Raised at the end of a ``no_leaks()`` block that left something alive; ``leaks`` has the findings."""

    def __init__(self, text: str, leaks: tuple[Leak, ...]) -> None:
        super().__init__(text)
        self.leaks = leaks
