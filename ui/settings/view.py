"""The page of settings: language, colours, size of letters, locking, where the files are."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

import referral_app
from referral_app.domain.staff import Act
from referral_app.language import CODES, OWN_NAMES, isolate, isolate_text
from referral_app.settings import SCALE, SCHEME
from ui.auto_lock import IDLE_MINUTES
from ui.screen import Screen, ScreenContext
from ui.settings.lists_card import ListsCard
from ui.settings.people_cards import PassphraseCard, RecoveryCard, TeamCard
from ui.tokens import PRODUCT_NAME, SCALES, Scheme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.choice import Choice
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField
from ui.widgets.scroll_page import READING_WIDTH, ScrollPage


class SettingsScreen(Screen):
    """What one chooses once."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self.page = ScrollPage(ui, _("Settings"), max_width=READING_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.body.addWidget(self._look())
        self.page.body.addWidget(self._safety())
        self.passphrase = PassphraseCard(self)
        self.page.body.addWidget(self.passphrase)
        if context.desk.actor.may(Act.MANAGE_STAFF):
            self.team, self.recovery = TeamCard(self), RecoveryCard(self)
            self.page.body.addWidget(self.team)
            self.page.body.addWidget(self.recovery)
        self.page.body.addWidget(self._calendar())
        self.lists = ListsCard(self, may_change=context.desk.actor.may(Act.MANAGE_DIRECTORY))
        self.page.body.addWidget(self.lists)
        if context.desk.actor.may(Act.ERASE):
            self.page.body.addWidget(self._terms())
        if context.desk.actor.may(Act.BACK_UP):
            self.page.body.addWidget(self._backups())
        self.page.body.addWidget(self._about())
        self.page.body.addStretch(1)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Settings")

    def show_with(self, **arguments: Any) -> None:
        """Stand on the first choice."""
        self.language.setFocus()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """What waits while something is written."""
        return self.lists.busy()

    def _look(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        card = Card(ui, _("Language and look"))
        self.language = SegmentedField(ui, [Choice(code, OWN_NAMES[code]) for code in CODES])
        self.language.set_value(ui.language.code)
        self.scheme = SegmentedField(
            ui,
            [
                Choice(Scheme.SYSTEM.value, _("As the computer")),
                Choice(Scheme.LIGHT.value, _("Light")),
                Choice(Scheme.DARK.value, _("Dark")),
                Choice(Scheme.CONTRAST.value, _("High contrast")),
            ],
        )
        self.scheme.set_value(self.context.settings.get(SCHEME))
        sizes = [(f"{scale}", ui.language.format_percent(scale)) for scale in SCALES]
        self.scale = SegmentedField(ui, [Choice(code, label) for code, label in sizes])
        chosen = self.context.settings.get(SCALE)
        nearest = min(SCALES, key=lambda scale: abs(scale - chosen))
        self.scale.set_value(f"{nearest}")
        for name, label, field in (
            ("language", _("Language"), self.language),
            ("scheme", _("Colours"), self.scheme),
            ("scale", _("Size of the letters"), self.scale),
        ):
            # By its name the keyboard finds it again in the window that is built anew.
            field.setObjectName(name)
            card.body.addWidget(FormRow(ui, label, field))
        wear = self.context.wardrobe.change_look
        self.language.changed.connect(lambda: wear(language=self.language.value() or ""))
        self.scheme.changed.connect(lambda: wear(scheme=self.scheme.value() or ""))
        self.scale.changed.connect(lambda: wear(scale=float(self.scale.value() or 0)))
        return card

    def _safety(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        card = Card(ui, _("Locking"))
        locks = ui.ngettext(
            "The desk locks after {count} minute without a key or click, when the session is "
            "locked and when the computer goes to sleep. Ctrl+L locks at once. What you were "
            "typing is kept.",
            "The desk locks after {count} minutes without a key or click, when the session is "
            "locked and when the computer goes to sleep. Ctrl+L locks at once. What you were "
            "typing is kept.",
            IDLE_MINUTES,
        )
        card.body.addWidget(Label(ui, locks.format(count=IDLE_MINUTES), wrap=True))
        return card

    def _calendar(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.calendar = SecondaryButton(ui, _("Hours and closures…"), "calendar")
        words = _("Working hours, holidays, Ramadan, closures, and how long each step may take.")
        return self._leading(_("Hours and closures"), words, self.calendar, "calendar")

    def _backups(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.backups = SecondaryButton(ui, _("Backups…"), "shield-check")
        words = _("One encrypted file a day, checked; and the way back after a misfortune.")
        return self._leading(_("Backups"), words, self.backups, "backup")

    def _terms(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.terms = SecondaryButton(ui, _("Files past their term…"), "trash-2")
        words = _("How long files are kept, what is past its term, and erasing for good.")
        return self._leading(_("How long files are kept"), words, self.terms, "retention")

    def _leading(self, title: str, words: str, button: SecondaryButton, page: str) -> QWidget:
        """A card that says what a page is for, and leads there."""
        ui = self.context.ui
        card = Card(ui, title)
        card.body.addWidget(Label(ui, words, wrap=True))
        button.clicked.connect(lambda: self.context.go(page))
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _about(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        card = Card(ui, _("This desk"))
        desk = self.context.desk
        role = desk.vocabularies.staff_roles.label(desk.actor.role.value, ui.language.code)
        lines = (
            _("{person}, {role}").format(person=isolate(desk.actor.label), role=role),
            _("The files lie, encrypted, in {folder}").format(
                folder=isolate_text(str(self.context.workspace.folder))
            ),
            _("{product}, version {version}").format(
                product=isolate(PRODUCT_NAME), version=isolate(referral_app.__version__)
            ),
        )
        for line in lines:
            card.body.addWidget(Label(ui, line, wrap=True))
        return card
