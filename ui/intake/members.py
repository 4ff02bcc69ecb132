"""Who came along: a line for each person, each to get a file and a code of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from referral_app.domain.case_code import CaseCode
from referral_app.domain.household import HouseholdRole, usual_caregiver, usual_role
from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import InvalidInputError
from referral_app.language import isolate
from referral_app.sentences import sentence
from ui.context import Ui
from ui.intake.blocks import add_under, drop, typed_in
from ui.intake.member_block import MemberBlock
from ui.intake.member_line import MemberLine
from ui.parts.choices import choices_of
from ui.parts.entry_form import go_on_when_taken
from ui.parts.keys import shown_keys
from ui.parts.section import NoticeLine, Section
from ui.tokens import SPACE_12
from ui.widgets.buttons import QuietButton
from ui.widgets.check_field import CheckField
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.walking import tab_through

KEYS = "Ctrl+G"


class MembersSection(Section):
    """Blocks one under the other; nothing but the way to begin one while nobody came along."""

    changed = Signal()
    removed = Signal(int)
    """The place of a line that is gone, the first line being 1."""
    ended = Signal()
    """The family is complete: the page goes on with what follows."""

    def __init__(self, ui: Ui, lists: Vocabularies, check_card: Callable[[str], str]) -> None:
        _ = ui.gettext
        super().__init__(ui, "users", _("Who came along"))
        self._lists, self._check_card, self._cards = lists, check_card, False
        self._consent_given, self._caregiver_chosen = False, False
        self.blocks: list[MemberBlock] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(ui.theme.px(SPACE_12))
        self.more = QuietButton(
            ui, _("Add a member ({keys})").format(keys=isolate(shown_keys(ui, KEYS))), "plus"
        )
        self.more.clicked.connect(self.add_block)
        # Beside the way of Tab: most people come alone, and the key is one for all.
        self.more.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.head.addWidget(self.more)
        self._make_children()
        self.adults = NoticeLine(
            ui, "info", _("The reading covers nobody but children: ask each adult in their file.")
        )
        self.body.addLayout(self._column)
        self.body.addWidget(self.children_part)
        self.body.addWidget(self.adults)
        self._follow()

    def lines(self) -> tuple[MemberLine, ...]:
        """What stands in the blocks, empty ones too: a need names its person by place."""
        return tuple(block.line() for block in self.blocks)

    def set_state(self, lines: Sequence[MemberLine], caregiver: str, *, covers: bool) -> None:
        """Show these."""
        while self.blocks:
            drop(self.blocks[-1], self.blocks, self._column)
        for line in lines:
            self._make().set_line(line)
        self._caregiver_chosen = bool(caregiver)
        with suppress(KeyError):
            self.caregiver.set_value(caregiver or None)
        self.covers.set_value(covers)
        self._follow()

    def set_first(self, sex: str, *, consent_given: bool) -> None:
        """Follow the person at the desk: who answers for the children, what was agreed to."""
        self._consent_given = consent_given
        usual = usual_caregiver(sex)
        if not self._caregiver_chosen and (self.caregiver.value() or "") != usual:
            self.caregiver.blockSignals(True)
            self.caregiver.set_value(usual or None)
            self.caregiver.blockSignals(False)
        self._follow()

    def add_block(self) -> None:
        """Begin another person; where the last line is still empty, go there."""
        if not self.blocks or not self.blocks[-1].line().empty:
            self._make()
            self._follow()
        self.blocks[-1].age_band.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    def ask_cards(self, *, ask: bool) -> None:
        """Ask each person for the code of a card, or no longer."""
        self._cards = ask
        for block in self.blocks:
            block.show_card(shown=ask)

    def open_card(self) -> bool:
        """Put the keyboard at the card of the person of whom somebody types; False if of none."""
        block = typed_in(self.blocks)
        if block is not None:
            block.show_card(shown=True)
            block.card.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return block is not None

    def has_minor(self) -> bool:
        """Whether a child came along."""
        return any(block.line().minor for block in self.blocks)

    def check(self, card: str = "") -> FormRow | None:
        """Say what is wrong; the first row that is, or None. Empty lines are passed over.

        `card` is that of the person at the desk, which nobody else can have.
        """
        filled = [block for block in self.blocks if not block.line().empty]
        self._check_cards(filled, card)
        wrong = [row for block in filled if (row := block.check()) is not None]
        self.caregiver.take()
        unnamed = self.has_minor() and not self.caregiver.value()
        row = self.caregiver_row
        if unnamed and not row.error:
            row.set_error(self._ui.gettext("Say who answers for the child."))
        elif not unnamed:
            row.set_error("")
        return next(iter([*wrong, *([row] if row.error else [])]), None)

    def _check_cards(self, filled: Sequence[MemberBlock], first: str) -> None:
        taken = {_digits(first)}
        for block in filled:
            typed, row = block.card.value(), block.rows["card"]
            row.set_error("")
            if typed:
                try:
                    self._check_card(typed)
                except InvalidInputError as error:
                    row.set_error(sentence(self._ui.language, error))
                if _digits(typed) in taken:
                    row.set_error(self._ui.gettext("Another person of this page has this card."))
                taken.add(_digits(typed))

    def _make_children(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        self.caregiver = ChoiceField(ui, choices_of(self._lists.caregivers, ui.language))
        self.caregiver_row = FormRow(ui, _("Who answers for the children"), self.caregiver)
        self.covers = CheckField(ui, _("The consent that was read covers the children as well"))
        self.covers.set_value(True)
        self.children_part = FieldGrid(ui)
        self.children_part.add(self.caregiver_row, 3)
        self.covers_row = FormRow(ui, "", self.covers)
        self.children_part.add(self.covers_row, 6)
        self.caregiver.textEdited.connect(self._on_caregiver)
        self.caregiver.taken.connect(self._on_caregiver)
        self.caregiver.changed.connect(self.changed)
        self.covers.changed.connect(self.changed)
        go_on_when_taken(self.caregiver)

    def _on_caregiver(self) -> None:
        self._caregiver_chosen = True

    def _make(self) -> MemberBlock:
        block = MemberBlock(self._ui, self._lists)
        block.show_card(shown=self._cards)
        block.changed.connect(self._on_changed)
        block.wants_more.connect(self.add_block)
        block.ended.connect(lambda: self._end(block))
        block.unwanted.connect(lambda: self._remove(block))
        add_under(block, self.blocks, self._column)
        self._keep_order()
        return block

    def _keep_order(self) -> None:
        """Let Tab come to a new line after the one above it."""
        if len(self.blocks) < 2:
            return
        above, new = self.blocks[-2], self.blocks[-1]
        stops = [new.age_band, *new.sex.buttons, new.role, new.remove, new.card, self.caregiver]
        tab_through([above.card, *stops])

    def _end(self, block: MemberBlock) -> None:
        """An empty line is given up, and the page goes on."""
        self.ended.emit()
        drop(block, self.blocks, self._column)
        self._on_changed()

    def _remove(self, block: MemberBlock) -> None:
        place = self.blocks.index(block)
        drop(block, self.blocks, self._column)
        self.removed.emit(place + 1)
        goal = self.blocks[min(place, len(self.blocks) - 1)].age_band if self.blocks else self.more
        goal.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_changed()

    def _on_changed(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        partner_named = False
        for place, block in enumerate(self.blocks):
            block.set_number(place + 2)
            role = usual_role(block.line().age_band, partner_named=partner_named)
            block.propose(role.value if role else "")
            partner_named |= block.role.value() == HouseholdRole.PARTNER
        lines = [line for line in self.lines() if not line.empty]
        minors = any(line.minor for line in lines)
        self.children_part.setVisible(minors)
        self.covers_row.setVisible(self._consent_given)
        self.adults.setVisible(self._consent_given and any(not line.minor for line in lines))


def _digits(card: str) -> str:
    """A code as typed or scanned, to be compared; nothing for none."""
    try:
        return CaseCode.parse(card).digits
    except InvalidInputError:
        return card
