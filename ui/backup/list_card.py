"""The card of the backups that lie in the folder, and what can be done with one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_app.language import isolate
from referral_app.services.ports.backups import BackupFile
from ui.context import Ui
from ui.parts.backup_words import size_words
from ui.tokens import SPACE_8, Kind
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.rows import Row, RowList


class ListCard(Card):
    """Shows and asks; the page does the work."""

    checking = Signal(object)
    """A Path."""
    checking_other = Signal()
    restoring = Signal()

    def __init__(self, ui: Ui) -> None:
        _ = ui.gettext
        super().__init__(ui, _("Backups that lie there"))
        self._ui = ui
        self._paths: dict[str, Path] = {}
        self._found: dict[Path, tuple[str, Kind]] = {}
        self._files: Sequence[BackupFile] = ()
        self.none = Label(ui, "", color="muted", wrap=True)
        self.rows = RowList(ui, [])
        self.rows.acted.connect(lambda key: self.checking.emit(self._paths[key]))
        self.rows.opened.connect(lambda key: self.checking.emit(self._paths[key]))
        self.check_other = SecondaryButton(ui, _("Check another file…"), "search")
        self.check_other.clicked.connect(self.checking_other)
        self.restore = SecondaryButton(ui, _("Put a backup back…"), "history")
        self.restore.clicked.connect(self.restoring)
        acts = QWidget()
        line = FlowLayout(acts, ui.theme.px(SPACE_8))
        line.addWidget(self.check_other)
        line.addWidget(self.restore)
        words = _(
            "A backup opens with the passphrases of the day it was made: also for those who have "
            "left since. Keep them where only the centre reaches."
        )
        for widget in (self.none, self.rows, acts, Label(ui, words, color="muted", wrap=True)):
            self.body.addWidget(widget)

    def show_files(self, files: Sequence[BackupFile], *, reachable: bool) -> None:
        """Show these, newest first; `reachable` says whether the folder is there at all."""
        ui, _ = self._ui, self._ui.gettext
        self._files = files
        self._paths = {file.path.name: file.path for file in files}
        rows = []
        for file in files:
            pill, kind = self._found.get(file.path, ("", Kind.NEUTRAL))
            moment = isolate(ui.language.format_moment(file.made))
            size = size_words(ui.language, file.size)
            rows.append(
                Row(
                    file.path.name,
                    "shield-check",
                    moment,
                    other=size,
                    pill=pill,
                    kind=kind,
                    act=_("Check"),
                )
            )
        self.rows.set_rows(rows)
        self.rows.setVisible(bool(rows))
        empty = _("None yet.") if reachable else _("The folder is not there: insert the stick.")
        self.none.setText(empty)
        self.none.setVisible(not rows)

    def mark(self, path: Path, *, whole: bool) -> None:
        """Say at a file what its check has found."""
        _ = self._ui.gettext
        self._found[path] = (_("whole"), Kind.OK) if whole else (_("damaged"), Kind.LATE)
        self.show_files(self._files, reachable=True)
