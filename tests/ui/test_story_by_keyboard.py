"""The main job by keyboard alone, in two real windows: from the first start to the closed loop.

Two people, two stores, one folder between them. Only what the system's own dialogs would answer is
handed in: the place of the invitation and of the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Referral, Status
from referral_app.services.ports import ReferralBox, ReferralQuery
from tests.ui.fakes import AnsweringDialogs
from tests.ui.sessions import come_to, session_at
from tests.ui.two_centres import CTRL, PASSPHRASE, Hands, Key
from ui.background import Background
from ui.context import Services
from ui.first_run.view import FirstRun
from ui.notices import Notices
from ui.parts.recovery import RecoveryPage
from ui.session import Session
from ui.widgets.rows import RowItem

MOST_KEYS = 60
"""Of an intake with consent, five facts, one urgent need and its referral."""


@dataclass(frozen=True)
class Words:
    """What is typed where the language matters; codes of lists are found in any."""

    language: str
    country: str
    district: str
    need: str
    reason: str
    recipient: str
    outcome: str
    evidence: str


FRENCH = Words("fr", "sen", "ya", "héb", "à la rue", "yo", "satisf", "écrit")
ARABIC = Words("ar", "السنغ", "يع", "إيوا", "بلا سكن", "يوس", "وتلبية", "كتابية")


class Person(Hands):
    """Somebody before the window of a session of their own; has a keyboard and nothing else."""

    def __init__(self, session: Session, dialogs: AnsweringDialogs) -> None:
        super().__init__()
        self.session, self.dialogs = session, dialogs

    def sit_down(self) -> None:
        """Turn to this window."""
        come_to(self.session)

    def wait(self) -> None:
        """Until the store's thread has done and delivered all."""
        assert self.session.ui.background.wait_idle()
        QApplication.processEvents()
        come_to(self.session)

    @property
    def gate(self) -> Any:
        assert isinstance(self.session._gate, FirstRun)
        return self.session._gate

    @property
    def page(self) -> Any:
        assert self.session.window.shell is not None
        return self.session.window.shell.page

    @property
    def here(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def tab_to(self, goal: Callable[[QWidget], bool], *, back: bool = False) -> None:
        """Press Tab until the keyboard is there."""
        for _step in range(60):
            if goal(self.here):
                return
            self.press(Key.Key_Backtab if back else Key.Key_Tab)
        raise AssertionError("Tab never comes there")

    def forward(self) -> Qt.Key:
        """The arrow that goes on in the direction of reading."""
        return Key.Key_Left if self.session.ui.language.right_to_left else Key.Key_Right

    def backward(self) -> Qt.Key:
        return Key.Key_Right if self.session.ui.language.right_to_left else Key.Key_Left

    def referrals(self, box: ReferralBox) -> list[Referral]:
        assert self.session.workspace is not None
        reader = self.session.workspace.desk.store.reader
        rows = reader.referral_page(ReferralQuery(box)).rows
        found = [reader.referral(ReferralId(row.id)) for row in rows]
        return [referral for referral in found if referral is not None]

    def exchange(self) -> None:
        """Ctrl+E, Enter: exchange with the folder."""
        self.sit_down()
        self.press(Key.Key_E, CTRL)
        self.press(Key.Key_Return)
        self.wait()


def choose_language(person: Person, code: str) -> None:
    """At the first start the choice of language is one Shift+Tab away."""
    person.sit_down()
    person.tab_to(person.gate.languages.isAncestorOf, back=True)
    while person.session.ui.language.code != code:
        person.press(person.forward())
        person.sit_down()
    assert person.gate.languages.isAncestorOf(person.here), "the keyboard stays on the choice"


def fill_centre(person: Person, names: tuple[str, str], district: str, *, founds: bool) -> None:
    """The form of a centre, Enter from field to field, then the groups of the recovery code."""
    form = person.gate.form
    for words in names:
        person.type(words)
        person.press(Key.Key_Return)
    person.type(district)
    person.press(Key.Key_Return)
    if founds:
        person.press(Key.Key_Space)  # for training
        person.press(Key.Key_Return)
    person.type("FA" if founds else "SK")
    person.press(Key.Key_Return, times=2)
    for _twice in range(2):
        person.type(PASSPHRASE)
        person.press(Key.Key_Return)
    assert not [name for name, row in form.rows.items() if row.error]
    person.wait()
    page = person.gate.page
    assert isinstance(page, RecoveryPage)
    for place in page._asked:
        person.type(page._groups[place])  # as it stands on the sheet
        person.press(Key.Key_Return)
    assert person.session.workspace is not None
    person.sit_down()


def open_file_and_refer(person: Person, words: Words) -> int:
    """The intake with consent, need and immediate referral; returns the number of keys."""
    person.sit_down()
    before = person.keys
    person.press(Key.Key_N, CTRL)
    person.press(Key.Key_Space)  # read aloud
    person.press(Key.Key_Tab)
    person.press(Key.Key_Space)  # written
    person.press(Key.Key_Tab, times=4)  # language and recipients are preset
    person.press(Key.Key_Space)  # statistics
    person.press(Key.Key_Tab, times=2)
    person.press(Key.Key_Space)  # female
    person.press(Key.Key_Tab)
    person.type("27")
    person.press(Key.Key_Return)
    person.type(words.country)
    person.press(Key.Key_Return)
    person.press(Key.Key_Tab, times=4)
    person.type(words.district)
    person.press(Key.Key_Return)
    person.type("3")
    person.press(Key.Key_Return)
    person.press(Key.Key_Tab, times=3)
    person.type(words.need)
    person.press(Key.Key_Return)
    person.press(person.backward())  # urgent
    person.press(Key.Key_Return)
    person.type(words.reason)
    person.press(Key.Key_Return, times=2)
    person.type(words.recipient)
    person.press(Key.Key_Return)
    person.press(Key.Key_Return, CTRL)
    keys = person.keys - before
    person.wait()
    return keys


def to_first_row(person: Person) -> RowItem:
    """On the home screen, to the first row of what is to be done."""
    person.sit_down()
    person.press(Key.Key_1, CTRL)
    person.tab_to(lambda w: isinstance(w, RowItem))
    row = person.here
    assert isinstance(row, RowItem)
    return row


@pytest.fixture
def two(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    """Two programs that nobody has used yet."""
    with ExitStack() as stack:
        people = []
        for name in ("yem", "youss"):
            background, dialogs = Background(), AnsweringDialogs()
            stack.callback(background.close)
            home = tmp_path / name
            home.mkdir()
            services = Services(background, Notices(), dialogs)
            session = stack.enter_context(session_at(qapp, services, home, home / "store"))
            people.append(Person(session, dialogs))
        yield people[0], people[1]


def found_and_invite(yem: Person, words: Words, invitation: Path) -> None:
    """Yacoub El Mansour founds a centre and writes an invitation."""
    choose_language(yem, words.language)
    yem.tab_to(lambda w: w is yem.gate.page.buttons[0])
    yem.press(Key.Key_Space)
    names = ("Centre Yacoub El Mansour", "مركز يعقوب المنصور")
    fill_centre(yem, names, words.district, founds=True)
    yem.press(Key.Key_E, CTRL)
    yem.dialogs.paths.append(invitation)
    yem.tab_to(lambda w: w is yem.page.centres.invite)
    yem.press(Key.Key_Return)
    yem.wait()
    assert invitation.exists()


def join(youss: Person, words: Words, invitation: Path) -> None:
    """Youssoufia joins with it."""
    choose_language(youss, words.language)
    youss.dialogs.paths.append(invitation)
    youss.tab_to(lambda w: w is youss.gate.page.buttons[1])
    youss.press(Key.Key_Space)
    youss.wait()
    fill_centre(youss, ("Centre Youssoufia", "مركز اليوسفية"), words.recipient, founds=False)


def open_accept_and_complete(youss: Person, words: Words) -> None:
    """Youssoufia opens what arrived, accepts it, and says what came of it."""
    assert to_first_row(youss).row.code
    youss.press(Key.Key_Return)
    youss.wait()
    assert youss.referrals(ReferralBox.RECEIVED)[0].status is Status.RECEIVED
    assert youss.here is youss.page.panel.buttons["accept"]
    youss.press(Key.Key_Space)
    youss.type("Guichet 2")
    youss.press(Key.Key_Return, CTRL)
    youss.wait()
    youss.tab_to(lambda w: w is youss.page.panel.buttons["complete"])
    youss.press(Key.Key_Space)
    youss.type(words.outcome)
    youss.press(Key.Key_Return)
    youss.type(words.evidence)
    youss.press(Key.Key_Return)
    youss.press(Key.Key_Return, CTRL)
    youss.wait()


def close_the_loop(yem: Person) -> None:
    """The answer came back: what became of the need is noted."""
    to_first_row(yem)
    yem.press(Key.Key_Return)
    assert yem.here is yem.page.panel.buttons["close"]
    yem.press(Key.Key_Space)
    yem.press(yem.forward())
    yem.press(Key.Key_Return, CTRL)
    yem.wait()


def both_show_it_done(yem: Person, youss: Person, sent: ReferralId) -> None:
    """The same referral on both sides, completed with its evidence, the loop closed."""
    (there,) = youss.referrals(ReferralBox.RECEIVED)
    (here,) = yem.referrals(ReferralBox.SENT)
    assert here.id == there.id == sent
    for found in (here, there):
        assert found.status is Status.COMPLETED
        assert found.loop_closed
        assert found.shown is not None
        assert (found.shown.text("outcome"), found.shown.text("evidence")) == ("O01", "E3")
    assert here.request is not None
    assert (here.request.category, here.request.priority) == ("S10", "P2")


@pytest.mark.parametrize("words", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_from_the_first_start_to_the_closed_loop(
    two: tuple[Person, Person], words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yem, youss = two
    folder, invitation = tmp_path / "stick", tmp_path / "invitation.rinv"
    folder.mkdir()
    found_and_invite(yem, words, invitation)
    assert yem.session.window.isRightToLeft() == (words.language == "ar")
    join(youss, words, invitation)
    for person in (youss, yem):
        person.dialogs.paths.append(folder)
        person.exchange()
    assert len(yem.page.centres.rows) == 2

    keys = open_file_and_refer(yem, words)
    with capsys.disabled():
        print(f"\n    from consent to referral ({words.language}): {keys} keys", end="")  # noqa: T201
    assert keys <= MOST_KEYS
    assert not [notice.text for notice in yem.session.ui.notices.open if notice.level.stays]
    yem.press(Key.Key_Return)  # from the code to the file
    assert yem.session.window.shell is not None
    assert yem.session.window.shell.visits[-1].key == "case"
    (sent,) = yem.referrals(ReferralBox.SENT)
    yem.exchange()
    youss.exchange()
    open_accept_and_complete(youss, words)
    youss.exchange()
    yem.exchange()
    close_the_loop(yem)
    yem.exchange()
    youss.exchange()

    both_show_it_done(yem, youss, sent.id)
    assert yem.dialogs.paths == youss.dialogs.paths == []
