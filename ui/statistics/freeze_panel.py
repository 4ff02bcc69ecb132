"""Freezing a month: what would be published, what stands in the way, and the word it takes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.month import Month
from referral_app.errors import InvalidInputError
from referral_app.exports.commentary import MERGES
from referral_app.exports.figures import month_words
from referral_app.exports.revision import Change
from referral_app.language import isolate, isolate_text
from referral_app.services.desks import DeskLine
from referral_app.services.months import MonthPreview
from referral_app.statistics.release import Publication, Withheld
from referral_app.statistics.tally import Merge
from ui.context import Ui
from ui.parts.entry_form import EntryForm, show_at_field
from ui.parts.section import NoticeLine, Section
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.progress import Progress
from ui.widgets.walking import tab_in_place

_SHOWN = 12
"""Differences of a revision that are listed."""


class FreezePanel(EntryForm):
    """First how it counts, then what came out, with one button for the next step."""

    left = Signal()
    typed = Signal()
    joined = Signal(tuple)
    """Look again with these categories joined."""
    frozen = Signal(str, tuple)
    """Freeze, with this word and these categories joined."""

    def __init__(self, ui: Ui, month: Month) -> None:
        super().__init__()
        _ = ui.gettext
        self.ui, self.month = ui, month
        self.rows: dict[str, FormRow] = {}
        self.preview: MonthPreview | None = None
        self._merges: tuple[Merge, ...] = ()
        title = _("Freeze {month}").format(month=isolate_text(month_words(ui.language, month)))
        card = Section(ui, "lock", title)
        words = _(
            "Frozen figures stay as they are. What is published of them is rounded to multiples of "
            "5, so that nobody is recognised in a small number."
        )
        card.body.addWidget(Label(ui, words, color="muted", wrap=True))
        working = _("Counting, rounding, and trying to see through it…")
        self.progress = Progress(ui, working, can_stop=False)
        card.body.addWidget(self.progress)
        self._place = QVBoxLayout()
        self._place.setSpacing(ui.theme.px(SPACE_12))
        card.body.addLayout(self._place)
        card.body.addLayout(self._make_foot())
        self.word = self._make_word("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def _make_foot(self) -> QHBoxLayout:
        ui, _ = self.ui, self.ui.gettext
        self.save = PrimaryButton(ui, _("Freeze the month"), "lock")
        self.save.clicked.connect(lambda: self.frozen.emit(self.word.value(), self._merges))
        self.join = SecondaryButton(ui, _("Join and look again"))
        self.join.clicked.connect(self._look_again)
        cancel = QuietButton(ui, _("Not now"))
        cancel.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        for button in (self.save, self.join, cancel):
            foot.addWidget(button)
        foot.addStretch(1)
        self.save.hide()
        self.join.hide()
        return foot

    def buttons(self) -> tuple[QWidget, ...]:
        """What waits while something is being worked out."""
        return (self.save, self.join)

    def at_field(self, error: InvalidInputError) -> bool:
        """Say a refusal at the field of the word."""
        return show_at_field(self.ui, self.rows, error)

    def show_preview(self, preview: MonthPreview, changes: list[Change]) -> None:
        """Show what came out."""
        self._clear()
        self.preview = preview
        self.progress.hide()
        if not preview.has_changed:
            self._say("circle-check", self.ui.gettext("Nothing has changed since it was frozen."))
            return
        if isinstance(preview.outcome, Withheld):
            self._withheld(preview.outcome)
            return
        self._passed(preview, preview.outcome, changes)

    def _passed(self, preview: MonthPreview, outcome: Publication, changes: list[Change]) -> None:
        ui, _ = self.ui, self.ui.gettext
        self._say(
            "shield-check", _("Every small number is protected, and all tables add up."), "ok"
        )
        for merge in outcome.merges:
            self._say("info", _(MERGES[merge]))
        if preview.left_out:
            left = ui.ngettext(
                "{count} new file stays out of what is published: the person did not agree.",
                "{count} new files stay out of what is published: the people did not agree.",
                preview.left_out,
            )
            self._say("info", left.format(count=isolate(str(preview.left_out))))
        if preview.lacking:
            self._say("triangle-alert", self._lacking(preview.lacking), "soon")
        if changes:
            self._differences(changes)
        if preview.lacking or preview.replaces is not None:
            self._ask_word(correcting=preview.replaces is not None)
        self._merges = outcome.merges
        self._offer(self.save)

    def _withheld(self, outcome: Withheld) -> None:
        ui, _ = self.ui, self.ui.gettext
        self._say("shield-alert", _("These figures cannot be published as they are."), "late")
        for words in why_withheld(ui, outcome):
            self._say("info", words)
        if outcome.would_pass is None:
            self._say("info", _("Nor can they with categories joined. Freeze a fuller month."))
            return
        self._merges = outcome.would_pass
        self._say("circle-check", _("They can, joined like this:"), "ok")
        for merge in self._merges:
            self._place.addWidget(Label(ui, _(MERGES[merge]), wrap=True))
        self._offer(self.join)

    def _look_again(self) -> None:
        self._clear()
        self.progress.show()
        self.joined.emit(self._merges)

    def _clear(self) -> None:
        self.rows = {}
        self.save.hide()
        self.join.hide()
        while self._place.count():
            item = self._place.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _lacking(self, lacking: tuple[DeskLine, ...]) -> str:
        ui, _ = self.ui, self.ui.gettext
        names = [
            _("desk {number}").format(number=isolate(str(line.number)))
            + (f" ({isolate(line.label)})" if line.label else "")
            for line in lacking
        ]
        words = _("Not heard since the month ended: {desks}. Exchange first if you can.")
        return words.format(desks=ui.language.format_list(names))

    def _differences(self, changes: list[Change]) -> None:
        ui, _ = self.ui, self.ui.gettext
        self._place.addWidget(Label(ui, _("What the correction changes"), Text.BASE_BOLD))
        for change in changes[:_SHOWN]:
            self._place.addWidget(Label(ui, change_words(ui, change), Text.SMALL, wrap=True))
        if len(changes) > _SHOWN:
            more = ui.ngettext("and {count} more", "and {count} more", len(changes) - _SHOWN)
            count = isolate(str(len(changes) - _SHOWN))
            self._place.addWidget(Label(ui, more.format(count=count), Text.SMALL, "muted"))

    def _ask_word(self, *, correcting: bool) -> None:
        _ = self.ui.gettext
        self.word = self._make_word(self.word.value())
        label = _("Why is it corrected?") if correcting else _("Why freeze without them?")
        row = FormRow(self.ui, label, self.word, required=True)
        self.rows["word"] = row
        self._place.addWidget(row)
        row.show()
        tab_in_place(self.save, [self.word, self.save])
        self.word.setFocus()

    def _make_word(self, words: str) -> TextField:
        field = TextField(self.ui)
        field.set_value(words)
        field.changed.connect(self.typed)
        return field

    def _offer(self, button: PrimaryButton | SecondaryButton) -> None:
        button.show()
        if "word" not in self.rows:
            button.setFocus()

    def _say(self, icon: str, words: str, color: str = "muted") -> None:
        self._place.addWidget(NoticeLine(self.ui, icon, words, color))


def why_withheld(ui: Ui, outcome: Withheld) -> list[str]:
    """Why the auditor objects, in plain words."""
    _ = ui.gettext
    if outcome.findings is None:
        return [_("No rounding makes these tables add up.")]
    found = []
    exposed, groups = len(outcome.findings.exposed), len(outcome.findings.groups)
    if exposed:
        words = ui.ngettext(
            "{count} number below 5 could be worked out from the others.",
            "{count} numbers below 5 could be worked out from the others.",
            exposed,
        )
        found.append(words.format(count=isolate(str(exposed))))
    if groups:
        words = ui.ngettext(
            "In {count} small group nearly everybody has the same answer: who belongs to it would "
            "be known by it.",
            "In {count} small groups nearly everybody has the same answer: who belongs to them "
            "would be known by it.",
            groups,
        )
        found.append(words.format(count=isolate(str(groups))))
    return found


def change_words(ui: Ui, change: Change) -> str:
    """One changed figure on a line."""
    numbers = isolate(f"{change.before} → {change.after}")
    return f"{change.what} · {change.which} · {numbers}"
