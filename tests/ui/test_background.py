from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from referral_app.errors import InvalidInputError, RefusedError, UnavailableError
from ui.background import Background

SECRET = "Fatima 4231"


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def refuse() -> None:
    raise RefusedError("x.refused")


def fail() -> None:
    raise ZeroDivisionError(SECRET)


def test_store_work_runs_one_after_another_and_comes_back_in_order(background: Background) -> None:
    owner, results, inside = QObject(), list[int](), list[int]()

    def work(number: int) -> int:
        inside.append(number)
        assert inside == [number]
        inside.remove(number)
        return number

    for number in range(500):
        background.store(owner, lambda n=number: work(n), results.append)  # type: ignore[misc]
    assert background.wait_idle()
    assert results == list(range(500))


def test_results_arrive_on_the_windows_thread(background: Background) -> None:
    owner, threads = QObject(), list[threading.Thread]()

    def then(worker: threading.Thread) -> None:
        threads.extend((worker, threading.current_thread()))

    background.store(owner, threading.current_thread, then)
    assert background.wait_idle()
    assert threads[0] is not threads[1]
    assert threads[1] is threading.main_thread()


def test_waiting_for_the_network_does_not_hold_up_the_store(background: Background) -> None:
    owner, order, gate = QObject(), list[str](), threading.Event()
    background.network(owner, lambda: gate.wait(10) and "network", order.append)
    background.store(owner, lambda: "store", lambda word: (order.append(word), gate.set()))
    assert background.wait_idle()
    assert order == ["store", "network"]


def test_a_refusal_is_told_to_the_window(qtbot: QtBot, background: Background) -> None:
    owner, results = QObject(), list[None]()
    with qtbot.waitSignal(background.refused) as told:
        background.store(owner, refuse, results.append)
    assert told.args[0].key == "x.refused"
    assert background.wait_idle()
    assert results == []


def test_the_asker_may_word_a_refusal_itself(background: Background) -> None:
    owner, heard, told = QObject(), list[Exception](), list[Exception]()
    background.refused.connect(told.append)

    def work() -> None:
        raise InvalidInputError("x.bad", field="age")

    background.store(owner, work, lambda _: None, heard.append)
    assert background.wait_idle()
    assert [type(error) for error in heard] == [InvalidInputError]
    assert told == []


def test_a_refusal_is_heard_even_when_the_page_has_gone(background: Background) -> None:
    owner, heard, told = QObject(), list[Exception](), list[Exception]()
    background.refused.connect(told.append)
    gate = threading.Event()

    def work() -> None:
        gate.wait(10)
        raise UnavailableError("x.gone")

    background.store(owner, work, lambda _: None, heard.append)
    shiboken6.delete(owner)
    gate.set()
    assert background.wait_idle()
    assert (heard, [type(error) for error in told]) == ([], [UnavailableError])


def test_a_bug_is_logged_without_its_words(
    qtbot: QtBot, background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    owner, heard = QObject(), list[Exception]()
    with qtbot.waitSignal(background.failed), caplog.at_level(logging.ERROR):
        background.store(owner, fail, lambda _: None, heard.append)
    assert background.wait_idle()
    assert [type(error) for error in heard] == [ZeroDivisionError]
    assert "ZeroDivisionError" in caplog.text
    assert "fail" in caplog.text
    assert SECRET not in caplog.text


def test_a_callback_dies_with_its_owner(background: Background) -> None:
    results, gate = list[int](), threading.Event()
    alive = QObject()
    background.store(alive, lambda: gate.wait(10) and -1, results.append)
    for number in range(400):
        owner = QObject()
        background.store(owner, lambda n=number: n, results.append)  # type: ignore[misc]
        if number % 2:
            owner.deleteLater()
        else:
            shiboken6.delete(owner)
    gate.set()
    assert background.wait_idle()
    assert results == [-1]


def test_waiting_work_can_be_taken_back(background: Background) -> None:
    owner, results, gate = QObject(), list[str](), threading.Event()
    background.store(owner, lambda: gate.wait(10) and "first", results.append)
    task = background.store(owner, lambda: "second", results.append)
    assert task.cancel()
    gate.set()
    assert background.wait_idle()
    assert results == ["first"]


def test_progress_comes_in_order_before_the_result(background: Background) -> None:
    owner, heard = QObject(), list[str]()
    tell = background.relay(owner, lambda step: heard.append(f"step {step}"))

    def work() -> str:
        for step in range(5):
            tell(step)
        return "done"

    background.store(owner, work, heard.append)
    assert background.wait_idle()
    assert heard == [*(f"step {n}" for n in range(5)), "done"]


def test_a_callback_may_ask_for_more(qtbot: QtBot, background: Background) -> None:
    owner, results = QObject(), list[str]()

    def then(word: str) -> None:
        results.append(word)
        if word == "one":
            background.store(owner, lambda: "two", then)

    idle = list[bool]()
    background.idle.connect(lambda: idle.append(background.busy))
    background.store(owner, lambda: "one", then)
    assert background.wait_idle()
    assert results == ["one", "two"]
    assert idle == [False]


def test_waiting_ends_when_work_does_not(background: Background) -> None:
    owner, gate = QObject(), threading.Event()
    background.store(owner, lambda: gate.wait(30), lambda _: None)
    assert not background.wait_idle(20)
    gate.set()
    assert background.wait_idle()


def test_close_finishes_what_was_saved_and_takes_nothing_more(qtbot: QtBot) -> None:
    background, owner, saved = Background(), QObject(), list[int]()
    for number in range(50):
        background.store(owner, lambda n=number: saved.append(n), lambda _: None)  # type: ignore[misc]
    background.close()
    assert saved == list(range(50))
    with pytest.raises(RuntimeError, match="after close"):
        background.store(owner, lambda: None, lambda _: None)
    assert background.wait_idle()
