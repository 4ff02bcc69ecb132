"""The side of the page: a form while one is open, and what happened beneath it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.case import Note
from referral_app.domain.consent import Consent
from referral_app.domain.staff import Act
from referral_app.services.drafts import draft
from referral_app.services.views import CaseView
from ui.case.consent_forms import ConsentEndedPanel, ConsentGiven
from ui.case.erase_forms import ErasePanel, HoldPanel
from ui.case.file_forms import ClosePanel, HidePanel, NotePanel, ReopenPanel
from ui.case.household_forms import LinkPanel, RolePanel, SeparatePanel, cover_panel
from ui.case.need_forms import EditNeedPanel, NeedPanel
from ui.case.panel import Panel
from ui.case.person_form import PersonPanel
from ui.dialogs import Question
from ui.parts.draft_keeper import DraftKeeper
from ui.tokens import SPACE_12
from ui.widgets.card import Card

if TYPE_CHECKING:
    from ui.case.view import CaseScreen

FORM = "case"
"""Name of the forms of a file among the drafts; the subject is the case."""
_NEEDS_OPEN_FILE = frozenset(
    {"need", "edit_need", "consent", "end_consent", "person", "link", "role", "cover"}
)

_ACTS = {
    "close": Act.CLOSE_CASE,
    "reopen": Act.CLOSE_CASE,
    "erase": Act.ERASE,
    "hold": Act.ERASE,
}


class DeskSide(QWidget):
    """Opens one form at a time; typing is kept as a draft and asked about before it is lost."""

    def __init__(self, screen: CaseScreen, history: QWidget) -> None:
        super().__init__()
        self._screen = screen
        self.panel: Panel | None = None
        self.about = ""
        self._came_from: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(screen.context.ui.theme.px(SPACE_12))
        self._column.addWidget(history, 1)
        self._card: Card | None = None
        self._keeper = DraftKeeper(screen, FORM, self._dump)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """What waits while the form is saved."""
        return self.panel.buttons if self.panel else ()

    def holds(self, widget: QWidget) -> bool:
        """Whether a widget is part of the open form."""
        return self._card is not None and self._card.isAncestorOf(widget)

    def open(self, kind: str, about: str = "") -> bool:
        """Open a form; `about` names the need, consent or note. False where none could be."""
        if self.panel is not None and (self.panel.name, self.about) == (kind, about):
            self._show(self.panel)
            return True
        if not self._may_open(kind):
            return False
        if not self._give_up():
            return False
        panel = self._make(kind, about)
        if panel is None:
            return False
        self._came_from = self._screen.focusWidget()
        self._mount(panel, about)
        self._show(panel)
        return True

    def leave(self) -> None:
        """Another file is shown: keep what was typed as a draft, and close the form."""
        if self.panel is not None:
            self._keeper.keep()
            self._unmount()

    def drop(self) -> None:
        """The file is erased: close the form, and keep nothing of what was typed."""
        self._keeper.discard()
        self._unmount()

    def keep_now(self) -> None:
        """Keep what was typed, before this returns."""
        self._keeper.keep_now()

    def continue_draft(self) -> None:
        """Open the form that was left unsaved in this file, with what was typed."""
        view = self._screen.view
        if view is None or self.panel is not None:
            return
        subject = view.case.id.hex()
        kept = draft(self._screen.context.desk, FORM, subject)
        self._keeper.continue_with(subject, kept.data if kept else None)
        found = _read(kept.data) if kept else None
        if found is None:
            return
        kind, about, state = found
        panel = self._make(kind, about) if self._may_open(kind) else None
        if panel is None:
            return
        panel.load(state)
        self._mount(panel, about)
        self._show(panel)

    def _mount(self, panel: Panel, about: str) -> None:
        self.panel, self.about = panel, about
        panel.finished.connect(self._on_finished)
        panel.cancelled.connect(self._on_cancelled)
        panel.changed.connect(self._keeper.touch)
        self._card = Card(self._screen.context.ui)
        self._card.setAccessibleName(panel.heading.text())
        self._card.body.addWidget(panel)
        self._column.insertWidget(0, self._card)
        # At once: what is not shown takes neither the keyboard nor keys.
        self._card.show()

    def _unmount(self) -> None:
        card, self._card, self.panel, self.about = self._card, None, None, ""
        if card is not None:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _show(self, panel: Panel) -> None:
        panel.take_focus()
        # Its place is known only once the layout has been done.
        QTimer.singleShot(0, panel, lambda: self._screen.page.reveal(panel.heading))

    def _give_up(self) -> bool:
        """Close the open form; asks where typing would be lost."""
        if self.panel is None:
            return True
        if self.panel.touched() and not self._agrees():
            return False
        self._keeper.discard()
        self._unmount()
        return True

    def _agrees(self) -> bool:
        ui, _ = self._screen.context.ui, self._screen.context.ui.gettext
        question = Question(
            _("Leave the form?"),
            _("What you typed in it is not saved and will be lost."),
            _("Leave it"),
            danger=True,
        )
        return ui.dialogs.confirm(ui, self._screen, question)

    def _on_finished(self, sentence: str) -> None:
        if sentence:
            self._screen.context.ui.notices.success(sentence)
        self._keeper.discard()
        self._unmount()
        self._go_back()

    def _on_cancelled(self) -> None:
        if self._give_up():
            self._go_back()

    def _go_back(self) -> None:
        """Put the keyboard where it was when the form was opened."""
        here, self._came_from = self._came_from, None
        goal = here if here is not None and _alive(here) else self._screen.page
        goal.setFocus(Qt.FocusReason.OtherFocusReason)

    def _may_open(self, kind: str) -> bool:
        act = _ACTS.get(kind, Act.EDIT_CASE)
        return self._screen.may(act, open_file=kind in _NEEDS_OPEN_FILE)

    def _make(self, kind: str, about: str) -> Panel | None:
        """The form of a kind; None where what it is about is no longer there."""
        screen, view = self._screen, self._screen.view
        if view is None:
            return None
        makers: dict[str, Callable[[CaseView], Panel | None]] = {
            "note": lambda view: NotePanel(screen, view),
            "need": lambda view: NeedPanel(screen, view),
            "consent": lambda view: ConsentGiven(screen, view),
            "person": lambda view: PersonPanel(screen, view),
            "close": lambda view: ClosePanel(screen, view) if view.case.is_open else None,
            "reopen": lambda view: None if view.case.is_open else ReopenPanel(screen, view),
            "erase": lambda view: ErasePanel(screen, view),
            "hold": lambda view: HoldPanel(screen, view),
            "edit_need": lambda view: self._edit_need(view, about),
            "end_consent": lambda view: self._end_consent(view, about),
            "hide": lambda view: self._hide(view, about),
            "link": lambda view: LinkPanel(screen, view),
            "cover": lambda view: cover_panel(screen, view),
            "role": lambda view: RolePanel(screen, view) if view.household else None,
            "separate": lambda view: SeparatePanel(screen, view) if view.household else None,
        }
        maker = makers.get(kind)
        panel = maker(view) if maker else None
        if isinstance(panel, ClosePanel):
            panel.referral_wanted.connect(screen.see_referral)
        return panel

    def _edit_need(self, view: CaseView, about: str) -> Panel | None:
        need = next((need for need in view.needs if need.id.hex() == about), None)
        return EditNeedPanel(self._screen, need) if need else None

    def _end_consent(self, view: CaseView, about: str) -> Panel | None:
        found: Consent | None = next((c for c in view.consents if c.id.hex() == about), None)
        if found is None or found.ended_at is not None:
            return None
        return ConsentEndedPanel(self._screen, found)

    def _hide(self, view: CaseView, about: str) -> Panel | None:
        commit, _slash, place = about.partition("/")
        found: Note | None = next(
            (
                note
                for note in view.case.notes
                if (note.id.commit.hex(), str(note.id.place)) == (commit, place)
            ),
            None,
        )
        return HidePanel(self._screen, view, found) if found and not found.redacted else None

    def _dump(self) -> str | None:
        if self.panel is None or not self.panel.touched():
            return None
        return json.dumps(
            {"panel": self.panel.name, "about": self.about, "state": self.panel.state()}
        )


def _read(data: str) -> tuple[str, str, dict[str, Any]] | None:
    """What a draft holds; None for one that another program wrote otherwise."""
    found = json.loads(data)
    match found:
        case {"panel": str(kind), "about": str(about), "state": dict(state)}:
            return kind, about, state
    return None


def _alive(widget: QWidget) -> bool:
    import shiboken6

    return shiboken6.isValid(widget) and not widget.isHidden()
