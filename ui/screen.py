"""What every page is given, and how it works and speaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, ReferralAppError, UnavailableError
from referral_app.sentences import sentence
from ui.changes import Changes
from ui.context import Ui
from ui.notices import Act as NoticeAct

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace
    from referral_app.services.desk import Desk
    from referral_app.settings import WindowSettings

T = TypeVar("T")


class Go(Protocol):
    """Leads to a page: `go("case", case=…)`; `go("back")` to the one before."""

    def __call__(self, page: str, /, **arguments: Any) -> None:
        """Show `page`."""
        ...


class Wardrobe(Protocol):
    """What the settings page may change of the window."""

    def change_look(self, *, language: str = "", scheme: str = "", scale: float = 0.0) -> None:
        """Wear another language, scheme or size, at the same place."""
        ...

    def put_back(self) -> None:
        """Lock, and show the page on which a backup is put in the place of the store."""
        ...


@dataclass(frozen=True, slots=True)
class ScreenContext:
    """Everything a page may use."""

    ui: Ui
    workspace: Workspace
    changes: Changes
    go: Go
    wardrobe: Wardrobe
    settings: WindowSettings

    @property
    def desk(self) -> Desk:
        """What services are handed."""
        return self.workspace.desk


class Screen(QWidget):
    """Base of every page."""

    listens_to: frozenset[str] = frozenset()
    """Kinds of change after which a shown page reads again."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._saving = False
        self._waiting: tuple[QWidget, ...] = ()
        self._held: tuple[QWidget, QWidget | None] | None = None
        context.changes.changed.connect(self._on_changed)
        self._add_keys()

    def title(self) -> str:
        """Name of the page, for the window's title and for screen readers."""
        raise TypeError(f"{type(self).__name__} has no title")

    def show_with(self, **arguments: Any) -> None:
        """Read and fill; called each time the page is shown."""

    def refresh(self) -> None:
        """Read again after a change, keeping what the person is doing."""

    def keep_draft(self) -> None:
        """Keep unsaved typing as a draft, before this returns: the store is about to close."""

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        changed: tuple[str, ...] = (),
        at_field: Callable[[InvalidInputError], bool] | None = None,
        is_round: bool = False,
    ) -> None:
        """Do `work` on the store thread, then `then` here; a second call waits for the first.

        `at_field` may take an InvalidInputError to its field (True); all else goes to the bar.
        A round (`is_round`) has a thread of its own: what is saved meanwhile does not wait for it.
        """
        if self._saving:
            return
        self._set_saving(True)

        def done(result: T) -> None:
            self._set_saving(False)
            then(result)
            self.context.changes.publish(*changed)

        def failed(error: Exception) -> None:
            self._set_saving(False)
            if not isinstance(error, ReferralAppError):
                return  # a bug: the background has logged it and the window apologises
            if isinstance(error, InvalidInputError) and at_field is not None and at_field(error):
                return
            retry = lambda: self.run(  # noqa: E731
                work, then, changed=changed, at_field=at_field, is_round=is_round
            )
            self.say_error(error, retry if isinstance(error, UnavailableError) else None)

        background = self.context.ui.background
        queue = background.network if is_round else background.store
        queue(self, work, done, failed)

    def say_error(self, error: ReferralAppError, retry: Callable[[], object] | None = None) -> None:
        """Word an error in the message bar, with a way to try again where that may help."""
        ui = self.context.ui
        act = NoticeAct(ui.gettext("Try again"), retry) if retry else None
        text = sentence(ui.language, error)
        if isinstance(error, UnavailableError):
            ui.notices.error(text, act)
        else:
            ui.notices.warning(text, act)

    def note_information(self) -> None:
        """Ask what information was given to somebody who leaves; the page stays as it is."""
        # Late: no page needs it to stand.
        from ui.parts.information import note_information

        note_information(self)

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Buttons that wait while work of this page runs."""
        return ()

    def _add_keys(self) -> None:
        """What works on every page, wherever in the window the keyboard is."""
        ui, _, go = self.context.ui, self.context.ui.gettext, self.context.go
        keys = [("Ctrl+E", _("Exchange"), lambda: go("exchange"))]
        if self.context.desk.actor.may(Act.OPEN_CASE):
            keys.insert(0, ("Ctrl+N", _("New file"), lambda: go("intake")))
        if self.context.desk.actor.may(Act.ANSWER_REFERRAL):
            keys.append(("Ctrl+T", _("Answer by telephone"), lambda: go("telephone")))
            keys.append(("Ctrl+Shift+T", _("Return coupon"), lambda: go("coupon")))
        if self.context.desk.actor.may(Act.GIVE_INFORMATION):
            keys.append(("Ctrl+I", _("Information given"), self.note_information))
        keys.append(("Ctrl+D", _("End of the day"), lambda: go("end_of_day")))
        for key, text, run in keys:
            shortcut = ui.actions.add(self, key, text, run, _("Everywhere"))
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        if saving:
            self._waiting = self.busy_widgets()
            here = QApplication.focusWidget()
            for widget in self._waiting:
                widget.setEnabled(False)
            self._held = (here, QApplication.focusWidget()) if here in self._waiting else None
            return
        for widget in filter(shiboken6.isValid, self._waiting):
            widget.setEnabled(True)
        if self._held is not None:
            here, pushed_to = self._held
            # Back to the button that was pressed, unless the person has gone on meanwhile.
            if shiboken6.isValid(here) and QApplication.focusWidget() is pushed_to:
                here.setFocus(Qt.FocusReason.OtherFocusReason)
            self._held = None

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if self.isVisible() and kinds & self.listens_to:
            self.refresh()
