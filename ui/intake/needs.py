"""The needs of a new file, each with the centre to which it goes at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.vocabulary import Vocabularies
from ui.context import Ui
from ui.intake.state import NeedLine
from ui.parts.entry_form import go_on_when_taken
from ui.parts.need_fields import NeedFields
from ui.parts.section import Section
from ui.tokens import SPACE_4, SPACE_12
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.form_row import FormRow
from ui.widgets.painting import painting


class NeedBlock(QWidget):
    """One need; `wants_more` when Enter is pressed at its end, `unwanted` to take it off."""

    changed = Signal()
    wants_more = Signal()
    unwanted = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies, centres: Sequence[Choice]) -> None:
        super().__init__()
        self._ui = ui
        _ = ui.gettext
        self.whom = ChoiceField(ui, [])
        self.whom_row = FormRow(ui, _("For whom"), self.whom, beside=True)
        self.whom_row.hide()
        self.need = NeedFields(ui, lists)
        self.recipient = ChoiceField(ui, centres, _("Not now"))
        self.recipient_row = FormRow(ui, _("Refer now to"), self.recipient)
        self.need.set_span(self.need.rows["detail"], 4)
        self.need.add(self.recipient_row, 2)
        self.remove = IconButton(ui, "x", _("Remove this need"))
        self.remove.clicked.connect(self.unwanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, ui.theme.px(SPACE_12), 0, 0)
        line.setSpacing(ui.theme.px(SPACE_4))
        column = QVBoxLayout()
        column.setSpacing(ui.theme.px(SPACE_12))
        column.addWidget(self.whom_row)
        column.addWidget(self.need)
        line.addLayout(column, 1)
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        self.first = True
        self._may_send = False
        self.need.changed.connect(self.changed)
        self.recipient.changed.connect(self.changed)
        self.whom.changed.connect(self.changed)
        for choice in (self.whom, self.recipient):
            go_on_when_taken(choice)

    def line(self) -> NeedLine:
        """What stands in the block; a recipient only while something may be sent."""
        recipient = (self.recipient.value() or "") if self._may_send else ""
        return NeedLine(self.need.state(), recipient, int(self.whom.value() or 0))

    def set_line(self, line: NeedLine) -> None:
        """Show a line; a centre that is no longer known is left out."""
        self.need.set_state(line.need)
        with suppress(KeyError):
            self.recipient.set_value(line.recipient or None)
        with suppress(KeyError):
            self.whom.set_value(str(line.whom))

    def set_people(self, people: Sequence[Choice]) -> None:
        """Ask whose need it is, where several came; the first is the person at the desk."""
        chosen = self.whom.value() or "0"
        known = {person.code for person in people}
        self.whom.set_choices(people)
        if people:
            self.whom.set_value(chosen if chosen in known else "0")
        self.whom_row.setVisible(len(people) > 1)

    def first_field(self) -> QWidget:
        """Where the keyboard begins."""
        return self.need.category if self.whom_row.isHidden() else self.whom

    def set_may_send(self, may: bool) -> None:
        """Offer a recipient, or no longer."""
        self._may_send = may
        self.need.show_item(self.recipient_row, shown=may)
        self.need.set_span(self.need.rows["detail"], 4 if may else 6)

    def set_first(self, first: bool, *, alone: bool) -> None:
        """Draw no line above the first, and offer no removal of the only one."""
        self.first = first
        self.remove.setHidden(alone)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter at the end of a need that says something begins another."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        end = self.recipient if self._may_send else self.need.detail
        if enter and not event.modifiers() and end.hasFocus() and self.need.category.value():
            self.wants_more.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a hairline above."""
        if not self.first:
            with painting(self) as painter:
                line = QRectF(0, 0, self.width(), 1)
                painter.fillRect(line, self._ui.theme.color("line"))


class NeedsSection(Section):
    """Blocks one under the other; one more with Enter at the end or with Ctrl+B."""

    changed = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies, centres: Sequence[Choice]) -> None:
        super().__init__(ui, "heart-handshake", ui.gettext("Needs and referrals"))
        self._lists, self._centres = lists, centres
        self._may_send = False
        self._people: Sequence[Choice] = ()
        self.blocks: list[NeedBlock] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(ui.theme.px(SPACE_12))
        self.body.setSpacing(0)
        self.body.addLayout(self._column)
        self.set_lines(())
        self.more = QuietButton(ui, ui.gettext("Another need (Ctrl+B)"), "plus")
        self.more.clicked.connect(self.add_block)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, ui.theme.px(SPACE_12), 0, 0)
        foot.addWidget(self.more)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def lines(self) -> tuple[NeedLine, ...]:
        """Every line, those that nobody has begun too."""
        return tuple(block.line() for block in self.blocks)

    def set_lines(self, lines: Sequence[NeedLine]) -> None:
        """Show these, or one empty line."""
        wanted = list(lines) or [NeedLine()]
        # The first block always stays: Tab would find a new one after all that follows here.
        while len(self.blocks) > len(wanted):
            self._drop(self.blocks[-1])
        while len(self.blocks) < len(wanted):
            self._make()
        for block, line in zip(self.blocks, wanted, strict=True):
            block.set_line(line)
        self._number()

    def add_block(self) -> None:
        """Begin another need; where the last one is still empty, go there."""
        if not self.blocks[-1].line().empty:
            self._make()
            self._number()
        self.blocks[-1].first_field().setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    def set_people(self, people: Sequence[Choice]) -> None:
        """Ask of each need whose it is; nobody asks while one person came."""
        self._people = people if len(people) > 1 else ()
        for block in self.blocks:
            block.set_people(self._people)

    def forget_person(self, place: int) -> None:
        """A line of those who came along is gone: its needs are of the person at the desk."""
        for block in self.blocks:
            line = block.line()
            if line.whom >= place:
                moved = 0 if line.whom == place else line.whom - 1
                block.set_line(replace(line, whom=moved))

    def set_may_send(self, may: bool) -> None:
        """Offer recipients, or no longer."""
        self._may_send = may
        for block in self.blocks:
            block.set_may_send(may)

    def check(
        self, objection: Callable[[NeedLine], str], *, required: bool = True
    ) -> FormRow | None:
        """Say what is wrong; the first row that is, or None. One need at least is `required`.

        `objection` says why a line's recipient cannot be sent to, or "".
        """
        wrong: list[FormRow] = []
        filled = [block for block in self.blocks if not block.line().empty]
        filled = filled or self.blocks[: int(required)]
        for block in filled:
            row = block.need.check()
            block.recipient.take()
            if not block.recipient_row.error:
                block.recipient_row.set_error(objection(block.line()))
            if row is None and block.recipient_row.error and self._may_send:
                row = block.recipient_row
            wrong += [row] if row else []
        return wrong[0] if wrong else None

    def rows(self) -> dict[str, FormRow]:
        """The rows of the first need, for a refusal that names a field and not a need."""
        return dict(self.blocks[0].need.rows) | {"recipient": self.blocks[0].recipient_row}

    def _make(self) -> NeedBlock:
        block = NeedBlock(self._ui, self._lists, self._centres)
        block.set_may_send(self._may_send)
        block.set_people(self._people)
        block.changed.connect(self.changed)
        block.wants_more.connect(self.add_block)
        block.unwanted.connect(lambda: self._remove(block))
        self.blocks.append(block)
        self._column.addWidget(block)
        self._keep_order()
        return block

    def _keep_order(self) -> None:
        """Let Tab come to a new block after the one above it, and before the button below."""
        if len(self.blocks) < 2:
            return
        above, new = self.blocks[-2], self.blocks[-1]
        stops = [child for child in new.findChildren(QWidget) if _is_stop(child)]
        for before, after in pairwise([above.remove, *stops, self.more]):
            QWidget.setTabOrder(before, after)

    def _remove(self, block: NeedBlock) -> None:
        place = self.blocks.index(block)
        lines = list(self.lines())
        del lines[place]
        self.set_lines(lines)
        goal = self.blocks[min(place, len(self.blocks) - 1)]
        goal.need.category.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop(self, block: NeedBlock) -> None:
        self.blocks.remove(block)
        self._column.removeWidget(block)
        block.hide()
        block.deleteLater()

    def _number(self) -> None:
        for place, block in enumerate(self.blocks):
            block.set_first(place == 0, alone=len(self.blocks) == 1)


def _is_stop(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
