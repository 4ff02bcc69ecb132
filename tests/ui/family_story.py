"""A family of five with two needs, entered by keyboard alone in a real window.

A mother, her husband and three children; the reading of the consent covers the children; her need
and that of the eldest go to the neighbouring centre at once. Used by a test and by the benchmark.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from referral_app.domain.household import link_of
from referral_app.domain.referral import Referral
from referral_app.language import Code
from referral_app.services.households import count, household_of
from referral_app.services.ports import CaseQuery, CaseRow
from referral_app.settings import LANGUAGE, WindowSettings
from tests.ui.sessions import come_to, session_at
from tests.ui.two_centres import CTRL, PASSPHRASE, Hands, Key
from ui.context import Services
from ui.session import Session

KEYS_A_SECOND = 5
MOST_SECONDS = 180


@dataclass(frozen=True)
class FamilyWords:
    """What is typed where the language matters."""

    language: Code
    country: str
    district: str
    health: str
    school: str
    recipient: str


FRENCH = FamilyWords("fr", "sen", "ya", "san", "sco", "yo")
ARABIC = FamilyWords("ar", "السنغ", "يع", "أولي", "مدر", "يوس")


@dataclass(frozen=True)
class FamilyEntered:
    """What the script came to: keys pressed (each of a chord counted), files, referrals."""

    language: str
    keys: int
    files: tuple[CaseRow, ...]
    referrals: tuple[Referral, ...]
    counted: tuple[int, int]
    households: frozenset[bytes]

    @property
    def seconds(self) -> float:
        """The time that the keys take at five a second."""
        return self.keys / KEYS_A_SECOND


class Worker(Hands):
    """Somebody with a family across the desk, a window and a keyboard."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.chords = 0

    def press(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        times: int = 1,
    ) -> None:
        """Press a key; holding another one with it counts as well."""
        self.chords += times * (modifiers is not Qt.KeyboardModifier.NoModifier)
        super().press(key, modifiers, times)

    def wait(self) -> None:
        """Until the store's thread has done and delivered all."""
        assert self.session.ui.background.wait_idle()
        QApplication.processEvents()
        come_to(self.session)

    @property
    def on(self) -> Qt.Key:
        """The arrow that goes on in the direction of reading."""
        return Key.Key_Left if self.session.ui.language.right_to_left else Key.Key_Right

    def enter(self, text: str) -> None:
        """Type and take with Enter."""
        self.type(text)
        self.press(Key.Key_Return)


def enter_family(
    app: QApplication, services: Services, home: Path, store: Path, words: FamilyWords
) -> FamilyEntered:
    """Unlock the program, enter the family, and say what came of it."""
    WindowSettings(home / "settings.json").put(LANGUAGE, words.language)
    with session_at(app, services, home, store) as session:
        worker = Worker(session)
        worker.enter(PASSPHRASE)
        worker.wait()
        assert session.workspace is not None
        worker.keys = worker.chords = 0
        _type_family(worker, words)
        keys = worker.keys + worker.chords
        worker.wait()
        assert not [n.text for n in session.ui.notices.open if n.level.stays]
        return _entered(session, words.language, keys)


def _type_family(worker: Worker, words: FamilyWords) -> None:
    worker.press(Key.Key_N, CTRL)
    worker.press(Key.Key_Space)  # read aloud
    worker.press(Key.Key_Tab)
    worker.press(Key.Key_Space)  # written
    worker.press(Key.Key_Tab, times=4)  # language and recipients are preset
    worker.press(Key.Key_Space)  # statistics
    worker.press(Key.Key_Tab, times=2)
    worker.press(Key.Key_Space)  # female
    worker.press(Key.Key_Tab)
    worker.enter("34")
    worker.enter(words.country)
    worker.press(Key.Key_Tab, times=4)
    worker.enter(words.district)
    worker.press(Key.Key_G, CTRL)  # those who came along
    for age, male in (("38", True), ("9", False), ("6", True), ("2", False)):
        worker.enter(age)
        worker.press(worker.on if male else Key.Key_Space)
        worker.press(Key.Key_Return)
    worker.press(Key.Key_Return)  # nobody else
    worker.press(Key.Key_Return)  # her own need
    _need(worker, words.health, words.recipient)
    worker.press(Key.Key_Return)  # another need
    worker.enter("3")  # of the eldest
    _need(worker, words.school, words.recipient)
    worker.press(Key.Key_Return, CTRL)


def _need(worker: Worker, category: str, recipient: str) -> None:
    worker.enter(category)
    worker.press(Key.Key_Return, times=2)  # not urgent, no details
    worker.enter(recipient)


def _entered(session: Session, language: str, keys: int) -> FamilyEntered:
    workspace: Any = session.workspace
    desk = workspace.desk
    reader = desk.store.reader
    rows = reader.case_page(CaseQuery(open=None)).rows
    links = [link_of(reader.case(row.id).fields.value("household")) for row in rows]
    assert all(household_of(desk, row.id) for row in rows)
    return FamilyEntered(
        language,
        keys,
        rows,
        tuple(r for row in rows for r in reader.referrals_of(row.id)),
        count(desk),
        frozenset(bytes(link.household) for link in links if link),
    )
