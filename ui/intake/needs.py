"""The needs of a new file, each with the centre to which it goes at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.vocabulary import Vocabularies
from ui.context import Ui
from ui.intake.blocks import add_under, drop, typed_in
from ui.intake.need_block import NeedBlock
from ui.intake.state import NeedLine
from ui.parts.section import Section
from ui.tokens import SPACE_12
from ui.widgets.buttons import QuietButton
from ui.widgets.choice import Choice
from ui.widgets.form_row import FormRow
from ui.widgets.walking import tab_through


class NeedsSection(Section):
    """Blocks one under the other; one more with Enter at the end or with Ctrl+B."""

    changed = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies, centres: Sequence[Choice]) -> None:
        super().__init__(ui, "heart-handshake", ui.gettext("Needs and referrals"))
        self._lists, self._centres = lists, centres
        self._may_send = self._can_send = False
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
            drop(self.blocks[-1], self.blocks, self._column)
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

    def set_may_send(self, may: bool, *, can: bool) -> None:
        """Offer recipients, or no longer; dangers where somebody `can` be sent to at all."""
        self._may_send, self._can_send = may, can
        for block in self.blocks:
            block.set_may_send(may, can=can)

    def offer_dangers(
        self, barred: Callable[[NeedLine], bool], words: Callable[[NeedLine], str]
    ) -> None:
        """Offer to set aside what stands against a sending; `words` say what follows from it."""
        for block in self.blocks:
            line = block.line()
            block.offer_danger(barred(line))
            if line.exception:
                block.danger.say(words(line))

    def take_danger(self) -> None:
        """Send at once the need in which the keyboard is, or else the last one."""
        (typed_in(self.blocks) or self.blocks[-1]).take_danger()

    def check(
        self, objection: Callable[[NeedLine], str], *, required: bool = True
    ) -> FormRow | None:
        """Say what is wrong; the first row that is, or None. One need at least is `required`.

        `objection` says why a line's recipient cannot be sent to, or "".
        """
        filled = [block for block in self.blocks if not block.line().empty]
        filled = filled or self.blocks[: int(required)]
        found = [block.check(objection(block.line())) for block in filled]
        return next((row for row in found if row is not None), None)

    def rows(self) -> dict[str, FormRow]:
        """The rows of the first need, for a refusal that names a field and not a need."""
        return dict(self.blocks[0].need.rows) | {"recipient": self.blocks[0].recipient_row}

    def _make(self) -> NeedBlock:
        block = NeedBlock(self._ui, self._lists, self._centres)
        block.set_may_send(self._may_send, can=self._can_send)
        block.set_people(self._people)
        block.changed.connect(self.changed)
        block.wants_more.connect(self.add_block)
        block.unwanted.connect(lambda: self._remove(block))
        add_under(block, self.blocks, self._column)
        self._keep_order()
        return block

    def _keep_order(self) -> None:
        """Let Tab come to a new block after the one above it, and before the button below."""
        if len(self.blocks) < 2:
            return
        above, new = self.blocks[-2], self.blocks[-1]
        stops = [child for child in new.findChildren(QWidget) if _is_stop(child)]
        tab_through([above.remove, *stops, self.more])

    def _remove(self, block: NeedBlock) -> None:
        place = self.blocks.index(block)
        lines = list(self.lines())
        del lines[place]
        self.set_lines(lines)
        goal = self.blocks[min(place, len(self.blocks) - 1)]
        goal.need.category.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _number(self) -> None:
        for place, block in enumerate(self.blocks):
            block.set_first(place == 0, alone=len(self.blocks) == 1)


def _is_stop(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
