"""Which pages there are, by role; and that each of them opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer

from referral_app.domain.staff import Role
from tests.ui.conftest import Show
from tests.ui.two_centres import Town
from ui.pages import pages
from ui.shell import shell_of


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER])
def test_who_reads_no_file_is_not_offered_any(town: Town, role: Role, show: Show) -> None:
    town.yem.sit_down(role)
    window = show(shell_of(town.yem.ui, town.yem.workspace, town.yem.settings))
    assert window.shell is not None
    assert [button.item.key for button in window.shell.rail.buttons] == [
        "today",
        "exchange",
        "settings",
    ]
    for key in ("today", "exchange", "settings"):
        window.shell.show_page(key)
    assert town.yem.said() == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SOCIAL_WORKER, Role.RECEPTION])
def test_every_page_opens_for_who_works_with_files(town: Town, role: Role, show: Show) -> None:
    case, referral = town.send()
    town.yem.sit_down(role)
    window = show(shell_of(town.yem.ui, town.yem.workspace, town.yem.settings))
    assert window.shell is not None
    of_case = {key: {"case": case} for key in ("case", "send", "card", "slip")}
    arguments = {**of_case, "referral": {"referral": referral}}
    for spec in pages(town.yem.context):
        if role is Role.RECEPTION and spec.key == "send":
            continue  # says itself that the role does not send
        window.shell.show_page(spec.key, **arguments.get(spec.key, {}))
        assert window.windowTitle()
    assert town.yem.said() == []


def test_a_minute_that_ends_after_the_store_closed_reads_nothing(town: Town, show: Show) -> None:
    window = show(shell_of(town.yem.ui, town.yem.workspace, town.yem.settings))
    clock = window.findChild(QTimer, "exchange_clock")
    assert clock is not None
    assert clock.isActive()
    town.yem.workspace.close()
    clock.timeout.emit()
    assert not clock.isActive()


def test_a_closed_window_has_nothing_due(town: Town, show: Show) -> None:
    window = show(shell_of(town.yem.ui, town.yem.workspace, town.yem.settings))
    assert window.shell is not None
    window.shell.show_page("today")
    assert any(timer.isActive() for timer in window.findChildren(QTimer))
    window.close()
    assert not any(timer.isActive() for timer in window.findChildren(QTimer))
