"""Two centres that met by an invitation and a shared folder, as two people made them.

Founded once a session through bootstrap; every test works on copies of the folders.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from referral_app import bootstrap
from referral_app.bootstrap import Parts, Workspace
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.identifiers import CaseId, Moment, NeedId, ReferralId, StaffId
from referral_app.domain.referral import Referral
from referral_app.domain.staff import Role, Staff
from referral_app.services.answers import accept, open_referral
from referral_app.services.desk import Desk
from referral_app.services.intake import (
    ConsentEntry,
    Intake,
    NeedEntry,
    RequestEntry,
    SendEntry,
    open_case,
)
from referral_app.settings import WindowSettings
from referral_app.storage import slots
from tests.fakes import DAY, HOUR, START
from ui.changes import Changes
from ui.context import Ui
from ui.screen import Screen, ScreenContext
from ui.shell import StillWardrobe

S = TypeVar("S", bound=Screen)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PASSPHRASE: Final = "quatre mots pour ouvrir"
_PLAIN: Final = Qt.KeyboardModifier.NoModifier
_derived_once: Final = cache(slots._derive)
"""Argon2 takes 0.13 s by intention; the copies of one store all give the same key."""


def found_two_centres(root: Path) -> None:
    """Found both in `root`, let the second join by invitation, and close them."""
    clock, chance = ManualClock(START), seeded_randomness(7)
    parts, mail = Parts(clock, chance), root / "mail"
    mail.mkdir(parents=True)
    yem = bootstrap.create_centre(
        root / "yem", _details("Yacoub El Mansour", "يعقوب المنصور"), _person("FA"), parts
    ).workspace
    invitation = root / "invitation.rinv"
    yem.invite(invitation)
    youss = bootstrap.accept_invitation(
        root / "youss",
        invitation.read_bytes(),
        _details("Youssoufia", "اليوسفية"),
        _person("SK"),
        parts,
    ).workspace
    for workspace in (youss, yem, youss, yem):
        workspace.synchronise(mail)
    for workspace in (youss, yem):
        workspace.close()


class Hands:
    """Presses keys where the keyboard is."""

    def __init__(self) -> None:
        self.keys = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _PLAIN, times: int = 1) -> None:
        """Press a key."""
        for _turn in range(times):
            self.keys += 1
            QTest.keyClick(self._target(), key, modifiers)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type any script, a key a letter."""
        for letter in text:
            self.keys += 1
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                QApplication.sendEvent(self._target(), QKeyEvent(kind, 0, _PLAIN, letter))
            QApplication.processEvents()

    def _target(self) -> QWidget:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None, "the keyboard is nowhere"
        return target


@dataclass
class Seat(Hands):
    """A person at the open store of one centre; `gone` is where pages led."""

    workspace: Workspace
    ui: Ui
    folder: Path
    gone: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    hosts: list[QWidget] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.changes = Changes()
        self.settings = WindowSettings(self.folder / "window.json")
        self.context = ScreenContext(
            self.ui, self.workspace, self.changes, self._go, StillWardrobe(), self.settings
        )

    @property
    def desk(self) -> Desk:
        return self.workspace.desk

    def sit_down(self, role: Role) -> None:
        """Let somebody in another role take the seat."""
        self.workspace.desk = self.desk.acting_as(Staff(StaffId(bytes(16)), "ZZ", role))

    def page(self, kind: type[S], *, width: int = 1170, height: int = 690, **arguments: Any) -> S:
        """Build a page and show it in a window that has the keyboard."""
        page = kind(self.context)
        host = QWidget()
        host.setLayoutDirection(QApplication.layoutDirection())
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        host.resize(width, height)
        page.show_with(**arguments)
        host.show()
        host.activateWindow()
        QTest.qWaitForWindowActive(host)
        if page.focusWidget() is not None:
            page.focusWidget().setFocus()
        self.hosts.append(host)
        return page

    def wait(self) -> None:
        """Until the store's thread has done and delivered all."""
        assert self.ui.background.wait_idle()
        QApplication.processEvents()

    def said(self) -> list[str]:
        """The messages that are open."""
        return [notice.text for notice in self.ui.notices.open]

    def close(self) -> None:
        for host in self.hosts:
            host.close()
            host.deleteLater()
        QApplication.processEvents()

    def _go(self, page: str, /, **arguments: Any) -> None:
        self.gone.append((page, arguments))


@dataclass
class Town:
    """Two centres, what lies between them, and their one clock."""

    yem: Seat
    youss: Seat
    mail: Path
    clock: ManualClock

    def exchange(self, *seats: Seat) -> None:
        """One round of each, in this order."""
        for seat in seats:
            seat.workspace.synchronise(self.mail)
            self.clock.advance(HOUR)

    def meet(self) -> None:
        """As many rounds as it takes until both know all."""
        self.exchange(self.yem, self.youss, self.yem, self.youss)

    def send(self, category: str = "S10", priority: str = "P2") -> tuple[CaseId, ReferralId]:
        """Open a file at Yacoub El Mansour and refer its need to Youssoufia; saved there only."""
        desk, there = self.yem.desk, self.youss.desk.centre
        now = desk.now()
        consent = ConsentEntry(
            form="written",
            language="fr",
            interpreter=False,
            recipients=(there.hex(),),
            fields=("age_band", "sex", "need_detail"),
            until=Moment(now + 300 * DAY),
            statistics=True,
        )
        request = RequestEntry(("age_band", "sex", "need_detail"), priority, "à la rue")
        opened = open_case(
            desk,
            Intake(
                now,
                {"sex": "F", "age_band": "25-34", "district": "yacoub_el_mansour"},
                (NeedEntry(category, "Un toit dès ce soir", priority, "à la rue"),),
                consent,
                sends=(SendEntry(0, there, request),),
            ),
        )
        return opened.case, opened.referrals[0]

    def received(self, *, opened: bool = True) -> ReferralId:
        """A referral that lies at Youssoufia, opened by a person or not."""
        _case, referral = self.send()
        self.meet()
        if opened:
            open_referral(self.youss.desk, referral, self.clock.now())
        return referral

    def accepted(self) -> ReferralId:
        """A referral that Youssoufia has accepted without appointment."""
        referral = self.received()
        accept(self.youss.desk, referral, "Guichet 2", None, "", self.clock.now())
        return referral

    def at(self, seat: Seat, referral: ReferralId) -> Referral:
        """The referral as a centre knows it."""
        found = seat.desk.store.reader.referral(referral)
        assert found is not None
        return found


@contextmanager
def two_centres(founded: Path, folder: Path, ui: Ui) -> Iterator[Town]:
    """Copy what was founded and sit down at both desks."""
    shutil.copytree(founded, folder, dirs_exist_ok=True)
    clock = ManualClock(Moment(START + DAY))
    yem = _seat(folder, "yem", ui, Parts(clock, seeded_randomness(100)))
    youss = _seat(folder, "youss", ui, Parts(clock, seeded_randomness(101)))
    try:
        yield Town(yem, youss, folder / "mail", clock)
    finally:
        ui.background.wait_idle()
        for seat in (yem, youss):
            seat.close()
            seat.workspace.close()


def need_of(seat: Seat, referral: ReferralId) -> NeedId:
    """The need that a referral of ours is about."""
    found = seat.desk.store.reader.referral(referral)
    assert found is not None
    assert found.need is not None
    return found.need


def _seat(folder: Path, key: str, ui: Ui, parts: Parts) -> Seat:
    own = folder / f"window-{key}"
    own.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "_derive", _derived_once)
        return Seat(bootstrap.open_workspace(folder / key, PASSPHRASE, parts=parts), ui, own)


def _details(french: str, arabic: str) -> bootstrap.CentreDetails:
    district = "yacoub_el_mansour" if french.startswith("Y") and "El" in french else "youssoufia"
    return bootstrap.CentreDetails(f"Centre {french}", f"مركز {arabic}", district, "training")


def _person(label: str) -> bootstrap.Person:
    return bootstrap.Person(label, Role.SUPERVISOR, PASSPHRASE)
