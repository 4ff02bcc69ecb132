"""A need as it is typed: category, priority with its reason, and a few words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from PySide6.QtCore import Signal

from referral_app.domain.vocabulary import Vocabularies
from referral_app.services.cases import NeedEntry
from referral_app.services.checks import TEXT_LIMIT
from ui.context import Ui
from ui.parts.case_words import field_label
from ui.parts.choices import choices_of
from ui.parts.entry_form import first_wrong, go_on_when_taken
from ui.parts.state import sound
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.option_fields import SegmentedField
from ui.widgets.words_field import WordsField

ROUTINE: Final = "P3"


@dataclass(frozen=True, slots=True)
class NeedState:
    """What stands in the fields of a need."""

    category: str = ""
    detail: str = ""
    priority: str = ROUTINE
    priority_reason: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return self == NeedState()

    def entry(self) -> NeedEntry:
        """What the services take; the reason only where the priority has one."""
        reason = "" if self.priority == ROUTINE else self.priority_reason
        return NeedEntry(self.category, self.detail, self.priority, reason)

    def dump(self) -> dict[str, Any]:
        """The state as JSON takes it."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> NeedState:
        """Read what `dump` wrote."""
        return cls(**sound(cls(), data))


class NeedFields(FieldGrid):
    """The fields of one need; the reason is asked where the priority needs one."""

    changed = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies) -> None:
        super().__init__(ui)
        self._ui, self._lists = ui, lists
        self._asks_reason = True
        _, speech = ui.gettext, ui.language
        self.category = ChoiceField(
            ui, choices_of(lists.service_categories, speech), _("Type a word: housing, health…")
        )
        self.priority = SegmentedField(ui, choices_of(lists.priorities, speech))
        self.priority_reason = WordsField(ui, _("Why it cannot wait"))
        self.detail = WordsField(ui, _("No names, no telephone"))
        fields = {
            "category": self.category,
            "priority": self.priority,
            "priority_reason": self.priority_reason,
            "detail": self.detail,
        }
        self.rows = {name: FormRow(ui, field_label(ui, name), fields[name]) for name in fields}
        for name, span in (("category", 3), ("priority", 3), ("priority_reason", 6), ("detail", 6)):
            self.add(self.rows[name], span)
        for changed in (f.changed for f in (self.category, self.priority)):
            changed.connect(self.changed)
        for text in (self.priority_reason, self.detail):
            text.changed.connect(self.changed)
        go_on_when_taken(self.category)
        self.priority.changed.connect(self._show_reason)
        self.set_state(NeedState())

    def state(self) -> NeedState:
        """What stands in the fields."""
        return NeedState(
            category=self.category.value() or "",
            detail=self.detail.value(),
            priority=self.priority.value() or ROUTINE,
            priority_reason=self.priority_reason.value(),
        )

    def set_state(self, state: NeedState) -> None:
        """Show a state; codes that are no longer offered are left out."""
        for field, code in ((self.category, state.category), (self.priority, state.priority)):
            with suppress(KeyError):
                field.set_value(code or None)
        self.detail.set_value(state.detail)
        self.priority_reason.set_value(state.priority_reason)
        self._show_reason()

    def ask_reason(self, ask: bool) -> None:
        """Ask why an urgent need cannot wait, or not where that is said elsewhere."""
        self._asks_reason = ask
        self._show_reason()

    def check(self) -> FormRow | None:
        """Say what is missing; the first row that is wrong, or None."""
        _, state = self._ui.gettext, self.state()
        self.category.take()
        if not state.category and not self.rows["category"].error:
            self._say("category", _("Say what is needed."))
        if self._reason_needed() and not state.priority_reason:
            self._say("priority_reason", _("Say why it cannot wait."))
        entry = self._lists.service_categories.get(state.category)
        if entry and entry.text_required and not state.detail:
            self._say("detail", _("Say in a few words what “other” stands for."))
        for name in ("priority_reason", "detail"):
            self._check_length(name)
        return first_wrong(self.rows.values())

    def _check_length(self, name: str) -> None:
        field = self.rows[name].field
        over = len(field.value()) - TEXT_LIMIT if isinstance(field, TextField) else 0
        if over > 0:
            sentence = self._ui.ngettext(
                "{count} character too many: shorten the note.",
                "{count} characters too many: shorten the note.",
                over,
            )
            self._say(name, sentence.format(count=over))

    def _say(self, name: str, sentence: str) -> None:
        self.rows[name].set_error(sentence)

    def _reason_needed(self) -> bool:
        entry = self._lists.priorities.get(self.priority.value() or "")
        return self._asks_reason and entry is not None and entry.flag("reason_required")

    def _show_reason(self) -> None:
        self.show_item(self.rows["priority_reason"], shown=self._reason_needed())
