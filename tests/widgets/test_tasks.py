"""Work runs elsewhere, answers come home, late and orphaned ones do not."""

from __future__ import annotations

import threading

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.desk import Desk, watch


def test_work_runs_in_the_database_thread_and_its_result_arrives_in_this_one(
    qtbot: QtBot, threaded_desk: Desk
) -> None:
    seen: list[str] = []
    owner = QObject()

    def work() -> str:
        return threading.current_thread().name

    def done(name: str) -> None:
        seen.extend((name, threading.current_thread().name))

    threaded_desk.tasks.run(owner, work, done)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == ["database_0", threading.current_thread().name]


def test_a_refusal_reaches_failed_and_a_bug_reaches_unexpected(qtbot: QtBot, threaded_desk: Desk) -> None:
    refusals: list[UserError] = []
    bugs: list[object] = []
    owner = QObject()
    threaded_desk.tasks.unexpected.connect(bugs.append)

    def refuse() -> None:
        raise UserError(_("No"), "name")

    def break_down() -> None:
        raise ZeroDivisionError

    threaded_desk.tasks.run(owner, refuse, lambda _r: None, refusals.append)
    threaded_desk.tasks.run(owner, break_down, lambda _r: None, refusals.append)
    qtbot.waitUntil(lambda: bool(refusals and bugs))
    assert refusals[0].field == "name"
    assert isinstance(bugs[0], ZeroDivisionError)
    assert len(refusals) == 1


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot: QtBot, threaded_desk: Desk) -> None:
    gate, seen = threading.Event(), list[int]()
    owner, other = QObject(), QObject()
    threaded_desk.tasks.run(owner, lambda: gate.wait(5), lambda _r: seen.append(1))
    shiboken6.delete(owner)
    gate.set()
    threaded_desk.tasks.run(other, lambda: None, lambda _r: seen.append(2))
    qtbot.waitUntil(lambda: 2 in seen)
    assert seen == [2]


def test_of_several_searches_only_the_last_answers(qtbot: QtBot, threaded_desk: Desk) -> None:
    gate, seen = threading.Event(), list[str]()
    owner = QObject()
    threaded_desk.tasks.run_latest(owner, "search", lambda: gate.wait(5) and "a", seen.append)
    for text in ("ab", "abc"):
        threaded_desk.tasks.run_latest(owner, "search", lambda text=text: text, seen.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.wait(30)
    assert seen == ["abc"]


def test_cancel_stops_a_job_at_its_next_step(qtbot: QtBot, threaded_desk: Desk) -> None:
    started, results = threading.Event(), list[int]()
    owner = QObject()

    def work(progress: Progress) -> int:
        for step in range(10_000_000):
            progress.step(step, 10_000_000)
            started.set()
        return 1

    job = threaded_desk.tasks.start(owner, "Counting", work, results.append)
    assert threaded_desk.tasks.running == (job,)
    assert started.wait(5)
    with qtbot.waitSignal(job.finished) as finished:
        job.cancel()
    assert finished.args == ["cancelled"]
    assert results == []
    assert threaded_desk.tasks.running == ()


def test_a_change_published_in_another_thread_is_heard_here_once(qtbot: QtBot, threaded_desk: Desk) -> None:
    heard: list[str] = []
    owner = QObject()
    watch(threaded_desk.changes, owner, {"invoice"}, lambda: heard.append(threading.current_thread().name))

    def commit_twice() -> None:
        threaded_desk.changes.publish({"invoice", "payment"})
        threaded_desk.changes.publish({"invoice"})
        threaded_desk.changes.publish({"contact"})

    threaded_desk.tasks.run(owner, commit_twice, lambda _r: None)
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.wait(60)
    assert heard == [threading.current_thread().name]


def test_an_explained_fault_is_a_refusal_and_no_bug(qtbot: QtBot, threaded_desk: Desk) -> None:
    tasks, told, bugs = threaded_desk.tasks, list[object](), list[object]()
    tasks.explain = lambda error: UserError(_("The file is damaged.")) if isinstance(error, OSError) else None
    tasks.unexpected.connect(bugs.append)

    def fail(error: Exception) -> None:
        raise error

    tasks.run(tasks, lambda: fail(OSError("bad sector")), told.append, told.append)
    tasks.run(tasks, lambda: fail(KeyError("bug")), told.append, told.append)
    qtbot.waitUntil(lambda: bool(told and bugs))
    assert [str(each) for each in told] == ["The file is damaged."]
    assert [type(each) for each in bugs] == [KeyError]
