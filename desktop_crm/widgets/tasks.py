"""Work away from the window: one thread for the database, a few for long jobs, results in the UI thread.

The database's connection belongs to one thread that never ends; everything that reads or writes goes through
`Tasks.run`. A result is dropped when its owner (the widget that asked) is gone. What a person can act on
(`UserError`) reaches `failed`; anything else is a bug and reaches the signal `unexpected`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.messages import Message
from desktop_crm.values.progress import Progress

T = TypeVar("T")
Failed = Callable[[UserError], None]


class Job(QObject):
    """A long piece of work with a title, a progress and a Cancel.

    `state`: running, done, failed, cancelled.
    """

    progressed = Signal(int, object, object)  # done, total or None, Message or None
    finished = Signal(str)

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.state = "running"
        self.done = 0
        self.total: int | None = None
        self.what: Message | None = None
        self.cancel_asked = threading.Event()
        self.progressed.connect(self._remember)

    def cancel(self) -> None:
        """Ask the work to stop at its next step; it takes back what it began."""
        self.cancel_asked.set()

    @Slot(int, object, object)
    def _remember(self, done: int, total: int | None, what: Message | None) -> None:
        self.done, self.total, self.what = done, total, what


class JobProgress:
    """The `Progress` that a job's work reports to, at most some 20 times a second."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._last = 0.0

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        """Report how far the work is; raises Cancelled once the person pressed Cancel."""
        if self._job.cancel_asked.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= 0.05 or (total is not None and done >= total):
            self._last = now
            self._job.progressed.emit(done, total, what)


class Tasks(QObject):
    """Runs work in other threads and hands results back in the UI thread, in which it must be created."""

    unexpected = Signal(object)  # the exception: a bug, for the crash reporter
    refused = Signal(object)  # a UserError nobody wanted to handle: shown as a notice
    jobs_changed = Signal()
    _arrived = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        job_scope: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """`job_scope` surrounds every long job in its own thread.

        There the program opens a second connection.
        """
        super().__init__(parent)
        self.job_scope = job_scope
        self.explain: Callable[[Exception], UserError | None] = lambda _error: None
        """Asked in the thread of the work when it failed unexpectedly: what a person can act on, if that."""
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._long = ThreadPoolExecutor(2, thread_name_prefix="job")
        self._latest: dict[tuple[int, str], int] = {}
        self._running: list[Job] = []
        self._closed = False
        self._arrived.connect(self._deliver)

    @property
    def running(self) -> tuple[Job, ...]:
        """The long jobs under way, oldest first."""
        return tuple(self._running)

    def run(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """Run `work` in the database's thread, then `done` with its result (or `failed`) in the UI thread."""
        self._submit(self._database, lambda: self._outcome(owner, work, done, failed))

    def run_latest(
        self,
        owner: QObject,
        slot: str,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
    ) -> None:
        """Like `run`, but a newer call with the same owner and slot makes this one superfluous (searches)."""
        key = (id(owner), slot)
        turn = self._latest[key] = self._latest.get(key, 0) + 1

        def still_wanted() -> bool:
            return self._latest.get(key) == turn

        def guarded(callback: Callable[[Any], None] | None, value: object) -> None:
            if callback is not None and still_wanted():
                callback(value)
            elif callback is None and still_wanted() and isinstance(value, UserError):
                self.refused.emit(value)

        def unless_stale() -> Callable[[], None]:
            if not still_wanted():
                return lambda: None
            return self._outcome(owner, work, partial(guarded, done), partial(guarded, failed))

        self._submit(self._database, unless_stale)

    def start(
        self,
        owner: QObject,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
    ) -> Job:
        """Start a long job in a thread of its own.

        It reports progress, and Cancel makes its next step raise.
        """
        job = Job(title, self)
        self._running.append(job)
        self.jobs_changed.emit()

        def in_thread() -> Callable[[], None]:
            def in_scope() -> T:
                with self.job_scope():
                    return work(JobProgress(job))

            outcome = self._outcome(owner, in_scope, done, failed, job)
            return partial(self._finish_job, job, outcome)

        self._submit(self._long, in_thread)
        return job

    def close(self) -> None:
        """Cancel jobs, let work under way end, deliver nothing more."""
        self._closed = True
        for job in self._running:
            job.cancel()
        self._long.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True, cancel_futures=True)

    def is_idle(self, within: float = 1.0) -> bool:
        """Whether the database's thread answers within so many seconds: it waits for no disk that is gone."""
        if self._closed:
            return True
        answered = self._database.submit(lambda: None)
        return bool(wait([answered], within).done)

    def abandon(self) -> None:
        """Deliver nothing more and wait for nothing: a thread waits for a disk that does not answer."""
        self._closed = True
        for job in self._running:
            job.cancel()
        self._long.shutdown(wait=False, cancel_futures=True)
        self._database.shutdown(wait=False, cancel_futures=True)

    def _submit(self, pool: ThreadPoolExecutor, work: Callable[[], Callable[[], None]]) -> None:
        if not self._closed:
            pool.submit(lambda: self._emit(work()))

    def _emit(self, delivery: Callable[[], None]) -> None:
        if not self._closed and shiboken6.isValid(self):
            self._arrived.emit(delivery)

    def _outcome(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None,
        job: Job | None = None,
    ) -> Callable[[], None]:
        """Run the work here and now; returns what is to happen in the UI thread."""
        state, deliver = "done", None
        try:
            deliver = partial(done, work())
        except Cancelled:
            state = "cancelled"
        except UserError as error:
            state, deliver = "failed", partial(failed or self.refused.emit, error)
        except Exception as error:  # a bug in the work: the crash reporter shows it, the thread lives on
            state = "failed"
            if (refusal := self.explain(error)) is not None:
                deliver = partial(failed or self.refused.emit, refusal)
            else:
                deliver, owner = partial(self.unexpected.emit, error), self
        if job is not None:
            job.state = state

        def in_ui_thread() -> None:
            if deliver is not None and shiboken6.isValid(owner):
                deliver()

        return in_ui_thread

    def _finish_job(self, job: Job, outcome: Callable[[], None]) -> None:
        if job in self._running:
            self._running.remove(job)
        job.finished.emit(job.state)
        self.jobs_changed.emit()
        outcome()

    @Slot(object)
    def _deliver(self, delivery: Callable[[], None]) -> None:
        if not self._closed:
            delivery()


class ImmediateTasks(Tasks):
    """For tests and screenshots: everything happens at once in the calling thread."""

    def _submit(self, pool: ThreadPoolExecutor, work: Callable[[], Callable[[], None]]) -> None:
        if not self._closed:
            work()()
