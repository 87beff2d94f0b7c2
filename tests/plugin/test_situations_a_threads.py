"""Leaks outside of a running loop: threads, executors, processes, loops and locks (rows A5, A17, A18 and A28)."""

from __future__ import annotations

import pytest

from .projects import Runs
from .runners import ALL, ASYNCIO, Runner
from .situations import Situation, every_runner

A05_THREAD = Situation(
    "a05_thread",
    runners=ALL,
    style="sync",
    app="""
    class Flusher:
        def __init__(self):
            self.stop = threading.Event()
            AT_END.append(self.stop.set)
            self.thread = threading.Thread(target=self.flush)
            self.thread.start()  # born:a05_thread

        def flush(self):
            self.stop.wait()  # now:a05_thread

    FLUSHERS = []
    """,
    body="""
    app.FLUSHERS.append(app.Flusher())
    """,
)

A05_TIMER = Situation(
    "a05_timer",
    runners=ALL,
    style="sync",
    app="""
    def expire():
        pass
    """,
    body="""
    timer = threading.Timer(30, app.expire)
    timer.daemon = True
    timer.start()  # born:a05_timer
    """,
)

A17_EXECUTOR = Situation(
    "a17_executor",
    runners=ALL,
    style="sync",
    app="""
    from concurrent.futures import ThreadPoolExecutor

    POOL = []
    """,
    body="""
    app.POOL.append(app.ThreadPoolExecutor(2))  # born:a17_executor
    assert app.POOL[0].submit(len, "abc").result() == 3
    """,
)

A17_PROCESS = Situation(
    "a17_process",
    runners=ALL,
    style="sync",
    app="""
    PROCESSES = []

    def end():
        for process in PROCESSES:
            process.kill()
            process.wait()

    AT_END.append(end)
    """,
    body="""
    app.PROCESSES.append(subprocess.Popen(["sleep", "30"]))  # born:a17_process
    with open("a17_process.pid", "w") as file:
        print(app.PROCESSES[0].pid, file=file)
    """,
)

A17_ASYNC_PROCESS = Situation(
    "a17_async_process",
    runners=ASYNCIO,
    app="""
    PROCESSES = []

    async def start():
        PROCESSES.append(await asyncio.create_subprocess_exec("sleep", "30"))  # born:a17_async_process
        return PROCESSES[0].pid
    """,
    body="""
    with open("a17_async_process.pid", "w") as file:
        print(await app.start(), file=file)
    """,
)

A18 = Situation(
    "a18",
    runners=ALL,
    style="sync",
    app="""
    LOOPS = {}
    """,
    body="""
    app.LOOPS["worker"] = new_loop()  # born:a18
    """,
)

A28_ASYNC = {
    name: Situation(
        f"a28_async_{name.lower()}",
        runners=ASYNCIO,
        app=f"LOCK = asyncio.{name}()",
        body=f"await app.LOCK.acquire()  # born:a28_async_{name.lower()}",
    )
    for name in ("Lock", "Semaphore")
}
A28_THREADING = {
    name: Situation(
        f"a28_threading_{name.lower()}",
        runners=ALL,
        style="sync",
        setup="""
        @pytest.fixture(scope="module", autouse=True)
        def lock():
            app.LOCK = app.make()
        """,
        app=f"def make():\n    return threading.{name}()",
        body=f"app.LOCK.acquire()  # born:a28_threading_{name.lower()}",
    )
    for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore")
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    threads = (A05_THREAD, A05_TIMER, A17_EXECUTOR, A17_PROCESS, A17_ASYNC_PROCESS, A18)
    return Runs(tmp_path_factory, *threads, *A28_ASYNC.values(), *A28_THREADING.values())


@every_runner(A05_THREAD)
def test_a05_thread_not_joined(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A05_THREAD)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH200", "thread", "Flusher.flush()", 1)
    now = runs[runner].line(A05_THREAD, "now")
    assert leak.state == f"{now} in Flusher.flush, in self.stop.wait() (not a daemon)"
    assert leak.holders == ("app_a05_thread.FLUSHERS[0].thread",)


@every_runner(A05_TIMER)
def test_a05_threading_timer_not_cancelled(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A05_TIMER)
    assert (leak.kind, leak.subject, leak.count) == ("thread", "expire()", 1)
    assert leak.state.startswith("threading.py:")
    assert leak.state.endswith(" in Timer.run, in self.finished.wait(self.interval) (daemon)")
    assert "timer.cancel()" in leak.release


@every_runner(A17_EXECUTOR)
def test_a17_executor_not_shut_down(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A17_EXECUTOR)
    assert (leak.kind, leak.subject, leak.count) == ("executor", "ThreadPoolExecutor", 1)
    assert leak.state == "1 worker"
    assert leak.holders == ("app_a17_executor.POOL[0]",)


@every_runner(A17_PROCESS)
def test_a17_process_not_waited_for(runs: Runs, runner: Runner) -> None:
    run = runs[runner]
    leak = run.leak_of_test(A17_PROCESS)
    pid = (run.folder / "a17_process.pid").read_text().strip()
    assert (leak.kind, leak.subject, leak.count) == ("process", "sleep", 1)
    assert leak.state == f"pid {pid}, running"
    assert leak.holders == ("app_a17_process.PROCESSES[0]",)


@every_runner(A17_ASYNC_PROCESS)
def test_a17_asyncio_process_not_waited_for(runs: Runs, runner: Runner) -> None:
    run = runs[runner]
    leak = run.leak_of_test(A17_ASYNC_PROCESS)
    pid = (run.folder / "a17_async_process.pid").read_text().strip()
    assert (leak.kind, leak.subject, leak.count) == ("process", "sleep", 1)
    assert leak.state.startswith(f"pid {pid}, ")


@every_runner(A18)
def test_a18_event_loop_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A18)
    name = "Loop" if runner.uvloop else "UnixSelectorEventLoop"
    assert (leak.kind, leak.subject, leak.count) == ("event loop", name, 1)
    assert leak.state == "not running"
    assert leak.holders == ("app_a18.LOOPS['worker']",)
    assert "app_a18.LOOPS['worker'].close()" in leak.release


@pytest.mark.parametrize("runner", ASYNCIO, ids=str)
@pytest.mark.parametrize("name", A28_ASYNC)
def test_a28_asyncio_lock_still_held(runs: Runs, runner: Runner, name: str) -> None:
    leak = runs[runner].leak_of_test(A28_ASYNC[name])
    assert (leak.kind, leak.subject, leak.count) == ("lock", f"asyncio.{name}", 1)
    assert leak.state == "held, never released"
    assert leak.holders == (f"app_a28_async_{name.lower()}.LOCK",)


@pytest.mark.parametrize("runner", ALL, ids=str)
@pytest.mark.parametrize("name", A28_THREADING)
def test_a28_threading_lock_still_held(runs: Runs, runner: Runner, name: str) -> None:
    leak = runs[runner].leak_of_test(A28_THREADING[name])
    assert (leak.kind, leak.subject, leak.count) == ("lock", f"threading.{name}", 1)
    assert leak.state == "held, never released"
    assert leak.holders == (f"app_a28_threading_{name.lower()}.LOCK",)


@pytest.mark.parametrize("runner", ALL, ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []
