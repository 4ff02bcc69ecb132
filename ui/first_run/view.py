"""Three doors, and what stands behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app import paths
from referral_app.domain.vocabulary import CodeList
from referral_app.errors import InvalidInputError, ReferralAppError, UnavailableError
from referral_app.sentences import sentence
from ui.context import Ui
from ui.first_run import presenter
from ui.first_run.doors import Doors, LookAround
from ui.first_run.forms import CentreForm, InvitationCard, Typed
from ui.first_run.joining import JoinForm
from ui.first_run.presenter import CentreEntry
from ui.gate import Gate
from ui.notices import Act
from ui.parts.recovery import RecoveryPage
from ui.parts.words_form import WordsForm
from ui.tokens import SPACE_16
from ui.widgets.choice import Choice

if TYPE_CHECKING:
    from referral_app.bootstrap import (
        Created,
        DeskInvitationSummary,
        InvitationSummary,
        Workspace,
    )

_Page: TypeAlias = Doors | LookAround | CentreForm | JoinForm | WordsForm | RecoveryPage
_SECRETS: Final = ("passphrase", "repeated")


class Page(Enum):
    """What the first run shows."""

    DOORS = "doors"
    FORM = "form"
    JOIN = "join"
    WORDS = "words"
    LOOK = "look"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class FirstRunPlace:
    """Where somebody is in the first run; carried over when the language changes."""

    page: Page = Page.DOORS
    typed: Typed = field(default_factory=dict, repr=False)
    invitation: bytes | None = field(default=None, repr=False)
    summary: InvitationSummary | None = None
    desk: DeskInvitationSummary | None = None
    created: Created | None = None


class FirstRun(Gate):
    """Founding a centre, joining by invitation, looking around."""

    entered = Signal(object)
    """A Workspace, once the recovery code was copied."""
    elsewhere = Signal()
    """The person has a store in another place."""
    restore_wanted = Signal()
    """The person has a backup of a store."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        super().__init__(ui, "")
        self._folder = folder
        self._place = FirstRunPlace()
        self._left: dict[Page, Typed] = {}
        self.page: _Page | None = None
        self._content = QWidget()
        self.column.addWidget(self._content)
        self.show_doors()

    def take_focus(self) -> None:
        """Stand ready for the keyboard."""
        if self.page is not None:
            self.page.take_focus()

    def place(self) -> FirstRunPlace:
        """What another one of these goes on with."""
        here = self._place
        typed = {} if isinstance(self.page, Doors | None) else self.page.typed()
        return replace(here, typed=typed)

    def take_up(self, place: FirstRunPlace) -> None:
        """Go on where the one before was, with what was typed there."""
        self._left[place.page] = place.typed
        self._place = place
        if place.page is Page.FORM:
            self._show_form()
        elif place.page is Page.JOIN and place.desk is not None:
            self._show_join(place.desk)
        elif place.page is Page.WORDS and place.invitation is not None:
            self._ask_words(place.invitation)
        elif place.page is Page.LOOK:
            self._show_look_around()
        elif place.created is not None:
            self._show_recovery(place.created)

    def show_doors(self) -> None:
        """The first page; what was typed behind a door stands there again, but for secrets."""
        _ = self._ui.gettext
        if isinstance(self.page, CentreForm | LookAround | JoinForm | WordsForm):
            typed = self.page.typed()
            self._left[self._place.page] = {k: typed[k] for k in typed if k not in _SECRETS}
            self.page.forget()
        self._place = FirstRunPlace()
        doors = Doors(self._ui)
        doors.founding.connect(self.show_form)
        # Whichever of the two doors: the file says what it is for.
        doors.invited.connect(self._choose_invitation)
        doors.joining.connect(self._choose_invitation)
        doors.look.connect(self._show_look_around)
        doors.elsewhere.connect(self.elsewhere)
        doors.restore_wanted.connect(self.restore_wanted)
        self._turn_to(doors, _("Welcome"), _("What would you like to do on this computer?"))

    def show_form(self) -> None:
        """The page of a centre that is founded here."""
        self._place = FirstRunPlace(Page.FORM)
        self._show_form()

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does: it goes back to the doors."""
        if event.type() == QEvent.Type.ShortcutOverride and self._may_go_back:
            assert isinstance(event, QKeyEvent)  # noqa: S101
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the doors."""
        if event.key() == Qt.Key.Key_Escape and self._may_go_back:
            self.show_doors()
        else:
            super().keyPressEvent(event)

    @property
    def _may_go_back(self) -> bool:
        return (
            self._place.page in (Page.FORM, Page.JOIN, Page.WORDS, Page.LOOK)
            and self.languages.isEnabled()
        )

    def _show_form(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        summary = self._place.summary
        form = CentreForm(ui, self._districts(), invited=summary is not None)
        form.wanted.connect(lambda entry: self._make(form, entry))
        form.left.connect(self.show_doors)
        form.type_again(self._left.get(Page.FORM, {}))
        self.form = form
        title = _("Join with an invitation") if summary else _("A new centre")
        card = InvitationCard(ui, summary) if summary is not None else None
        self._turn_to(form, title, "", above=card)

    def _districts(self) -> list[Choice]:
        text = paths.resource("codes", "districts.json").read_text(encoding="utf-8")
        codes = CodeList.parse(text)
        return [Choice(c.code, c.label(self._ui.language.code), c.fr) for c in codes.choices]

    def _choose_invitation(self) -> None:
        _ = self._ui.gettext
        title, pattern = _("Choose the invitation"), _("Invitation (*.rinv)")
        file = self._ui.dialogs.open_file(self._ui, self, title, pattern)
        if file is None:
            return

        self._do(presenter.reading(file), self._read)

    def _read(self, found: tuple[bytes, InvitationSummary | DeskInvitationSummary]) -> None:
        from referral_app.bootstrap import DeskInvitationSummary

        data, summary = found
        if summary.needs_words:
            self._place = FirstRunPlace(Page.WORDS, invitation=data)
            self._ask_words(data)
        elif isinstance(summary, DeskInvitationSummary):
            self._place = FirstRunPlace(Page.JOIN, invitation=data, desk=summary)
            self._show_join(summary)
        else:
            self._place = FirstRunPlace(Page.FORM, invitation=data, summary=summary)
            self._show_form()

    def _ask_words(self, data: bytes) -> None:
        _ = self._ui.gettext
        explained = _(
            "This file came by mail. Call the person who sent it: type the twelve words that you "
            "are told."
        )
        form = WordsForm(self._ui, explained, _("Go on"))
        form.left.connect(self.show_doors)

        def refused(error: Exception) -> bool:
            form.set_busy(False)
            if isinstance(error, InvalidInputError):
                return form.show_problem(sentence(self._ui.language, error))
            return False

        def tell(words: str) -> None:
            form.set_busy(True)
            self._do(presenter.telling(data, words), self._read, refused)

        form.wanted.connect(tell)
        self._turn_to(form, _("Words told by telephone"), "")

    def _show_join(self, summary: DeskInvitationSummary) -> None:
        _ = self._ui.gettext
        form = JoinForm(self._ui, summary)
        form.left.connect(self.show_doors)
        form.wanted.connect(lambda passphrase: self._join(form, passphrase))
        form.type_again(self._left.get(Page.JOIN, {}))
        self._turn_to(form, _("Join your centre"), "")

    def _join(self, form: JoinForm, passphrase: str) -> None:
        form.set_busy(True)

        def made(created: Created) -> None:
            form.forget()
            self._left.clear()
            self._show_recovery(created)

        work = presenter.joining(self._folder, self._place.invitation or b"", passphrase)
        self._do(work, made, lambda _error: form.set_busy(False))

    def _show_look_around(self) -> None:
        _ = self._ui.gettext
        self._place = FirstRunPlace(Page.LOOK)
        page = LookAround(self._ui)
        page.left.connect(self.show_doors)
        page.wanted.connect(lambda initials, secret: self._look_around(page, initials, secret))
        page.type_again(self._left.get(Page.LOOK, {}))
        title = _("Look around with fictional people")
        self._turn_to(page, title, _("Nothing you do there touches real files."))

    def _look_around(self, page: LookAround, initials: str, passphrase: str) -> None:
        page.set_busy(True)
        language = self._ui.language.code
        work = presenter.looking_around(self._folder, language, initials, passphrase)

        def enter(created: Created) -> None:
            page.forget()
            self.entered.emit(created.workspace)

        self._do(work, enter, lambda _error: page.set_busy(False))

    def _make(self, form: CentreForm, entry: CentreEntry) -> None:
        form.set_busy(True)

        def refused(error: Exception) -> bool:
            form.set_busy(False)
            if isinstance(error, InvalidInputError) and error.field in form.rows:
                form.show_problem(error.field, sentence(self._ui.language, error))
                return True
            return False

        def made(created: Created) -> None:
            form.forget()
            self._left.clear()
            self._show_recovery(created)

        self._do(presenter.creating(self._folder, entry, self._place.invitation), made, refused)

    def _show_recovery(self, created: Created) -> None:
        _ = self._ui.gettext
        self._place = FirstRunPlace(Page.RECOVERY, created=created)
        page = RecoveryPage(
            self._ui, created.recovery_code, self._ui.gettext("It is copied: start working")
        )
        workspace: Workspace = created.workspace
        page.confirmed.connect(lambda: self.entered.emit(workspace))
        page.type_again(self._left.get(Page.RECOVERY, {}))
        self.recovery = page
        waits = workspace.is_waiting
        title = _("This desk is set up") if waits else _("Your centre is ready")
        self._turn_to(page, title, _("One last thing, for the day of bad luck."))

    def _do(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        refused: Callable[[Exception], bool | None] = lambda _error: False,
    ) -> None:
        ui = self._ui
        self.set_busy(busy=True)

        def done(result: Any) -> None:
            self.set_busy(busy=False)
            then(result)

        def failed(error: Exception) -> None:
            self.set_busy(busy=False)
            if refused(error) or not isinstance(error, ReferralAppError):
                return
            words = sentence(ui.language, error)
            if isinstance(error, UnavailableError):
                again = lambda: self._do(work, then, refused)  # noqa: E731
                ui.notices.error(words, Act(ui.gettext("Try again"), again))
            else:
                ui.notices.warning(words)

        ui.background.store(self, work, done, failed)

    def _turn_to(
        self,
        page: _Page,
        title: str,
        subtitle: str,
        above: QWidget | None = None,
    ) -> None:
        self.set_heading(title, subtitle)
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_16))
        for part in (above, page):
            if part is not None:
                column.addWidget(part)
        self.column.replaceWidget(self._content, fresh)
        fresh.show()
        self._content.hide()
        self._content.deleteLater()
        self._content, self.page = fresh, page
        self.take_focus()
