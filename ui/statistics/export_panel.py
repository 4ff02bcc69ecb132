"""Exporting a frozen month: for whom, in which language, for what purpose."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.month import Month
from referral_app.errors import InvalidInputError
from referral_app.exports.figures import month_words
from referral_app.language import CODES, OWN_NAMES, isolate_text
from referral_app.services.ports.month_report import Audience
from ui.context import Ui
from ui.parts.entry_form import EntryForm, show_at_field
from ui.parts.section import NoticeLine, Section
from ui.tokens import SPACE_8
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.choice import Choice
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.option_fields import SegmentedField

WORKBOOK, FLAT = "xlsx", "csv"


class ExportPanel(EntryForm):
    """Publication is what is offered first: exact figures take a purpose."""

    left = Signal()
    wanted = Signal()
    typed = Signal()

    def __init__(self, ui: Ui, month: Month) -> None:
        super().__init__()
        _ = ui.gettext
        self.ui, self.month = ui, month
        title = _("Export {month}").format(month=isolate_text(month_words(ui.language, month)))
        card = Section(ui, "download", title)
        self._make_fields()
        for row in self.rows.values():
            card.body.addWidget(row)
        words = _(
            "Exact figures stay inside the centre: keep the file under lock, delete it after."
        )
        self.warning = NoticeLine(ui, "triangle-alert", words, "soon")
        card.body.addWidget(self.warning)
        self.save = PrimaryButton(ui, _("Write the file…"), "download")
        self.save.clicked.connect(self.wanted)
        cancel = QuietButton(ui, _("Not now"))
        cancel.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        foot.addWidget(self.save)
        foot.addWidget(cancel)
        foot.addStretch(1)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        self.audience.changed.connect(self._arrange)
        self.purpose.changed.connect(self.typed)
        self._arrange()

    def _make_fields(self) -> None:
        ui, _ = self.ui, self.ui.gettext
        audiences = [
            Choice(Audience.PUBLICATION.value, _("Publication")),
            Choice(Audience.INTERNAL.value, _("Inside, exact")),
        ]
        forms = [Choice(WORKBOOK, _("Workbook")), Choice(FLAT, _("One table (CSV)"))]
        self.audience = SegmentedField(ui, audiences)
        self.audience.set_value(Audience.PUBLICATION.value)
        self.language = SegmentedField(ui, [Choice(code, OWN_NAMES[code]) for code in CODES])
        self.language.set_value(ui.language.code)
        self.form = SegmentedField(ui, forms)
        self.form.set_value(WORKBOOK)
        self.purpose = TextField(ui)
        help_text = _("It stands on every page, and in the log of who read what.")
        self.rows = {
            "audience": FormRow(ui, _("For whom"), self.audience),
            "purpose": FormRow(ui, _("Purpose"), self.purpose, required=True, help_text=help_text),
            "language": FormRow(ui, _("Language of the file"), self.language),
            "form": FormRow(ui, _("File format"), self.form),
        }

    @property
    def internal(self) -> bool:
        """Whether exact figures are wanted."""
        return self.audience.value() == Audience.INTERNAL.value

    @property
    def chosen(self) -> tuple[str, ...]:
        """Audience, language and form, for a draft."""
        fields = (self.audience, self.language, self.form)
        return tuple(field.value() or "" for field in fields)

    def take_up(self, purpose: str, chosen: tuple[str, ...]) -> None:
        """Go on with what was typed before a lock."""
        self.purpose.set_value(purpose)
        for field, code in zip((self.audience, self.language, self.form), chosen, strict=False):
            with suppress(KeyError):  # another version offered other choices
                field.set_value(code or None)

    @property
    def name(self) -> str:
        """A name for the file that says what it is."""
        audience = Audience.INTERNAL if self.internal else Audience.PUBLICATION
        language = self.language.value() or self.ui.language.code
        return f"{self.month}-{audience.value}-{language}.{self.form.value() or WORKBOOK}"

    def buttons(self) -> tuple[QWidget, ...]:
        """What waits while the file is written."""
        return (self.save,)

    def at_field(self, error: InvalidInputError) -> bool:
        """Say a refusal at its field."""
        return show_at_field(self.ui, self.rows, error)

    def _arrange(self) -> None:
        self.rows["purpose"].setVisible(self.internal)
        self.warning.setVisible(self.internal)
