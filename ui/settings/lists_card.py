"""The card of the settings about what the commune's centres add to the code lists."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.added_codes import AddedCode, Meaning
from referral_app.errors import InvalidInputError
from referral_app.language import isolate_text
from referral_app.services.code_lists import add_code, added_codes, set_hidden
from ui.changes import CENTRE
from ui.parts.choices import choices_of
from ui.parts.entry_form import EntryForm, show_at_field
from ui.parts.names import Names
from ui.screen import Screen
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton, SmallButton
from ui.widgets.card import Card
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label

_CATEGORIES = "service_categories"
_KINDS = "service_kinds"


class ListsCard(Card):
    """What was added, each with its centre; a form adds another."""

    def __init__(self, screen: Screen, *, may_change: bool) -> None:
        ui, _ = screen.context.ui, screen.context.ui.gettext
        super().__init__(ui, _("Lists of the commune"))
        self._screen, self._ui, self._may_change = screen, ui, may_change
        words = _(
            "A centre adds what it needs to say, in three languages; all centres can choose it "
            "after the next exchange. What was added never changes its meaning."
        )
        self.body.addWidget(Label(ui, words, wrap=True))
        self.buttons: dict[str, SmallButton] = {}
        self._list = QWidget()
        self.body.addWidget(self._list)
        self.form: AddForm | None = None
        self.add = SecondaryButton(ui, _("Add to a list…"), "plus")
        self.add.clicked.connect(self.open_form)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        self.body.addLayout(line)
        self.add.setVisible(may_change)  # by now in its place: it would flash as a window
        self.show_codes()

    def show_codes(self) -> None:
        """Read again what was added."""
        ui, _, desk = self._ui, self._ui.gettext, self._screen.context.desk
        names = Names(ui, desk)
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        self.buttons = {}
        for added in added_codes(desk):
            column.addWidget(self._line(names, added))
        self.body.replaceWidget(self._list, fresh)
        fresh.show()
        self._list.hide()
        self._list.deleteLater()
        self._list = fresh

    def open_form(self) -> None:
        """Ask what is to be added."""
        self.close_form()
        form = AddForm(self._screen)
        self.form = form
        form.save.clicked.connect(lambda: self._save(form))
        form.back.clicked.connect(self.close_form)
        self.body.insertWidget(self.body.indexOf(self._list) + 1, form)
        form.show()
        self.add.hide()
        form.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """It is added, or the person has thought better of it."""
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.add.setVisible(self._may_change)
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def busy(self) -> tuple[QWidget, ...]:
        """What waits while something is written."""
        form = (self.form.save,) if self.form is not None else ()
        return (self.add, *form, *self.buttons.values())

    def _save(self, form: AddForm) -> None:
        context, _ = self._screen.context, self._ui.gettext
        meaning = form.meaning()
        if not meaning.like:
            form.rows["like"].set_error(_("Choose the entry under which it stands."))
            form.like.setFocus(Qt.FocusReason.OtherFocusReason)
            return

        def work() -> None:
            add_code(context.desk, meaning)
            context.workspace.follow_lists()

        def done(_none: None) -> None:
            self.close_form()
            self.show_codes()
            words = _("Added: the other centres can choose it after the next exchange.")
            self._ui.notices.success(words)

        self._screen.run(work, done, changed=(CENTRE,), at_field=form.at_field)

    def _hide(self, added: AddedCode) -> None:
        context = self._screen.context

        def work() -> None:
            set_hidden(context.desk, added.id, not added.hidden)
            context.workspace.follow_lists()

        self._screen.run(work, lambda _none: self.show_codes(), changed=(CENTRE,))

    def _line(self, names: Names, added: AddedCode) -> QWidget:
        ui, _ = self._ui, self._ui.gettext
        meaning = added.meaning
        own = {"fr": meaning.fr, "ar": meaning.ar, "en": meaning.en}[ui.language.code]
        whose = added.source == self._screen.context.desk.centre
        source = _("Our centre") if whose else names.centre(added.source)
        said = _("{list} · under {like} · {centre}").format(
            list=list_name(self._screen, meaning.list),
            like=isolate_text(names.label(meaning.list, meaning.like)),
            centre=isolate_text(source),
        )
        if added.hidden:
            said = " · ".join((said, _("no longer offered")))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(SPACE_8))
        words = QVBoxLayout()
        words.addWidget(Label(ui, own, Text.BASE_BOLD, wrap=True))
        words.addWidget(Label(ui, said, Text.SMALL, "muted", wrap=True))
        row.addLayout(words, 1)
        if whose and self._may_change:
            button = SmallButton(ui, _("Offer again") if added.hidden else _("Offer no more"))
            button.clicked.connect(lambda _on=False: self._hide(added))
            self.buttons[added.code] = button
            row.addWidget(button)
        return holder


class AddForm(EntryForm):
    """The list, the entry under which it stands, and the words in three languages."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        ui, _ = screen.context.ui, screen.context.ui.gettext
        self._screen, self._ui = screen, ui
        lists = [Choice(name, list_name(screen, name)) for name in (_CATEGORIES, _KINDS)]
        self.list, self.like = ChoiceField(ui, lists), ChoiceField(ui, ())
        self.words = {"fr": TextField(ui), "ar": TextField(ui), "en": TextField(ui)}
        self.rows = {
            "list": FormRow(ui, _("List"), self.list, required=True),
            "like": FormRow(ui, _("Stands under"), self.like, required=True),
            "fr": FormRow(ui, _("In French"), self.words["fr"], required=True),
            "ar": FormRow(ui, _("In Arabic"), self.words["ar"], required=True),
            "en": FormRow(ui, _("In English"), self.words["en"], required=True),
        }
        self.list.changed.connect(self._offer)
        self.list.set_value(_CATEGORIES)
        self._offer()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        for row in self.rows.values():
            column.addWidget(row)
        self.save = PrimaryButton(ui, _("Add it"), "check")
        self.back = QuietButton(ui, _("Cancel"))
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        for button in (self.save, self.back):
            foot.addWidget(button)
        foot.addStretch(1)
        column.addLayout(foot)

    def meaning(self) -> Meaning:
        """What stands in the form."""
        self.list.take()
        self.like.take()
        words = {name: field.value() for name, field in self.words.items()}
        return Meaning(self.list.value() or "", self.like.value() or "", **words)

    def at_field(self, error: InvalidInputError) -> bool:
        """Say a refusal at its field."""
        return show_at_field(self._ui, self.rows, error)

    def _offer(self) -> None:
        """Offer what may carry an addition in the chosen list."""
        desk = self._screen.context.desk
        name = self.list.value()
        added = {one.code for one in added_codes(desk)}
        choices = choices_of(desk.vocabularies.named(name), self._ui.language) if name else []
        self.like.set_choices([choice for choice in choices if choice.code not in added])


def list_name(screen: Screen, name: str) -> str:
    """What a list is called."""
    _ = screen.context.ui.gettext
    return _("Needs and services") if name == _CATEGORIES else _("Kinds of services")
