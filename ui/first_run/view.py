"""Three doors, and what stands behind each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app import paths
from referral_app.domain.vocabulary import CodeList
from referral_app.errors import InvalidInputError, ReferralAppError, UnavailableError
from referral_app.sentences import sentence
from ui.context import Ui
from ui.first_run import presenter
from ui.first_run.doors import Doors, LookAround
from ui.first_run.forms import CentreForm, InvitationCard
from ui.first_run.presenter import CentreEntry
from ui.first_run.recovery import RecoveryPage
from ui.gate import Gate
from ui.notices import Act
from ui.widgets.choice import Choice

if TYPE_CHECKING:
    from referral_app.bootstrap import Created, InvitationSummary, Workspace


class FirstRun(Gate):
    """Founding a centre, joining by invitation, looking around."""

    entered = Signal(object)
    """A Workspace, once the recovery code was copied."""
    elsewhere = Signal()
    """The person has a store in another place."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        _ = ui.gettext
        super().__init__(ui, _("Welcome"), _("What would you like to do on this computer?"))
        self._folder = folder
        self._invitation: bytes | None = None
        self._workspace: Workspace | None = None
        self.page: QWidget = QWidget()
        self.column.addWidget(self.page)
        self.show_doors()

    def take_focus(self) -> None:
        """Stand ready for the keyboard."""
        take: Any = getattr(self.page, "take_focus", None)
        if take:
            take()

    def show_doors(self) -> None:
        """The first page."""
        _ = self._ui.gettext
        self._invitation = None
        doors = Doors(self._ui)
        doors.founding.connect(self.show_form)
        doors.invited.connect(self._choose_invitation)
        doors.look.connect(self._show_look_around)
        doors.elsewhere.connect(self.elsewhere)
        self._turn_to(doors, _("Welcome"), _("What would you like to do on this computer?"))

    def show_form(self, summary: InvitationSummary | None = None) -> None:
        """The page of a new centre, founded or invited."""
        ui, _ = self._ui, self._ui.gettext
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        if summary is not None:
            column.addWidget(InvitationCard(ui, summary))
        form = CentreForm(ui, self._districts(), invited=summary is not None)
        form.wanted.connect(lambda entry: self._make(form, entry))
        form.left.connect(self.show_doors)
        column.addWidget(form)
        holder.take_focus = form.take_focus  # type: ignore[attr-defined]
        self.form = form
        title = _("Join with an invitation") if summary else _("A new centre")
        self._turn_to(holder, title, "")

    def _districts(self) -> list[Choice]:
        text = paths.resource("codes", "districts.json").read_text(encoding="utf-8")
        codes = CodeList.parse(text)
        return [Choice(c.code, c.label(self._ui.language.code)) for c in codes.choices]

    def _choose_invitation(self) -> None:
        _ = self._ui.gettext
        title, pattern = _("Choose the invitation"), _("Invitation (*.rinv)")
        file = self._ui.dialogs.open_file(self._ui, self, title, pattern)
        if file is None:
            return

        def read(found: tuple[bytes, InvitationSummary]) -> None:
            self._invitation = found[0]
            self.show_form(found[1])

        self._do(presenter.reading(file), read)

    def _show_look_around(self) -> None:
        _ = self._ui.gettext
        page = LookAround(self._ui)
        page.left.connect(self.show_doors)
        page.wanted.connect(lambda initials, secret: self._look_around(page, initials, secret))
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
            self._workspace = created.workspace
            self._show_recovery(created.recovery_code)

        self._do(presenter.creating(self._folder, entry, self._invitation), made, refused)

    def _show_recovery(self, code: str) -> None:
        _ = self._ui.gettext
        page = RecoveryPage(self._ui, code)
        page.confirmed.connect(lambda: self.entered.emit(self._workspace))
        self.recovery = page
        self._turn_to(
            page, _("Your centre is ready"), _("One last thing, for the day of bad luck.")
        )

    def _do(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        refused: Callable[[Exception], bool | None] = lambda _error: False,
    ) -> None:
        ui = self._ui

        def failed(error: Exception) -> None:
            if refused(error) or not isinstance(error, ReferralAppError):
                return
            words = sentence(ui.language, error)
            if isinstance(error, UnavailableError):
                again = lambda: self._do(work, then, refused)  # noqa: E731
                ui.notices.error(words, Act(ui.gettext("Try again"), again))
            else:
                ui.notices.warning(words)

        ui.background.store(self, work, then, failed)

    def _turn_to(self, page: QWidget, title: str, subtitle: str) -> None:
        self.set_heading(title, subtitle)
        self.column.replaceWidget(self.page, page)
        self.page.hide()
        self.page.deleteLater()
        self.page = page
        self.take_focus()
