"""The household of a file: who stands in it, and the ways into it and out of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from referral_app.domain.household import HouseholdRole
from referral_app.language import isolate
from referral_app.services.households import Household
from referral_app.services.ports import HouseholdMember
from ui.parts.code_words import dashed
from ui.parts.keys import shown_keys
from ui.parts.names import Names
from ui.tokens import SPACE_8, Kind
from ui.widgets.buttons import QuietButton, SmallButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label, SectionTitle
from ui.widgets.rows import Row, RowList

MEMBER_KEY = "Ctrl+G"


class HouseholdCard(Card):
    """`file_wanted` names another file, `act_wanted` a form: link, role, separate, cover."""

    file_wanted = Signal(bytes)
    member_wanted = Signal()
    act_wanted = Signal(str)

    def __init__(
        self, names: Names, household: Household | None, *, may_edit: bool, may_cover: bool
    ) -> None:
        ui, _ = names.ui, names.ui.gettext
        super().__init__(ui)
        self._names = names
        self.add: SmallButton | None = None
        self.buttons: dict[str, QuietButton] = {}
        self._head(household, may_edit=may_edit)
        others = household.others if household else ()
        if not others:
            words = _("This file stands alone.")
            self.body.addWidget(Label(ui, words, color="muted", wrap=True))
        self.rows = RowList(ui, [self._row(member) for member in others])
        self.rows.setVisible(bool(others))
        for signal in (self.rows.acted, self.rows.opened):
            signal.connect(lambda key: self.file_wanted.emit(bytes.fromhex(key)))
        self.body.addWidget(self.rows)
        if may_edit:
            self._foot(stands_with_others=bool(others), may_cover=may_cover)

    def _head(self, household: Household | None, *, may_edit: bool) -> None:
        ui, _ = self._ui, self._ui.gettext
        head = QHBoxLayout()
        head.setSpacing(ui.theme.px(SPACE_8))
        head.addWidget(SectionTitle(ui, _("Household")))
        own = self._names.label("household_roles", household.role) if household else ""
        here = _("Here: {role}").format(role=own) if household and household.others else ""
        head.addWidget(Label(ui, here, color="muted"), 1)
        if may_edit:
            self.add = SmallButton(ui, _("Add a member"))
            self.add.setToolTip(isolate(shown_keys(ui, MEMBER_KEY)))
            self.add.clicked.connect(self.member_wanted)
            head.addWidget(self.add)
        self.body.addLayout(head)

    def _row(self, member: HouseholdMember) -> Row:
        names, _ = self._names, self._ui.gettext
        who = [
            names.label(code_list, code)
            for code_list, code in (("sex", member.sex), ("age_bands", member.age_band))
            if code
        ]
        return Row(
            member.case.hex(),
            "baby" if member.role == HouseholdRole.CHILD else "user",
            names.label("household_roles", member.role),
            code=dashed(member.code),
            other=" · ".join(who),
            pill="" if member.open else _("File closed"),
            kind=Kind.NEUTRAL,
            act=_("Open"),
        )

    def _foot(self, *, stands_with_others: bool, may_cover: bool) -> None:
        _ = self._ui.gettext
        acts = [("link", _("Link a file…"))]
        if stands_with_others:
            acts += [("role", _("Change the role…")), ("separate", _("Separate this file…"))]
        if may_cover:
            acts.insert(0, ("cover", _("Extend the consent to the children…")))
        foot = QWidget()
        line = FlowLayout(foot, self._ui.theme.px(SPACE_8))
        for act, words in acts:
            button = QuietButton(self._ui, words)
            button.clicked.connect(lambda _on=False, act=act: self.act_wanted.emit(act))
            self.buttons[act] = button
            line.addWidget(button)
        self.body.addWidget(foot)


def household_words(names: Names, household: Household | None) -> str:
    """What one value of the household says: the role, and with whom."""
    _ = names.ui.gettext
    if household is None:
        return _("Stands alone")
    role = names.label("household_roles", household.role)
    if not household.others:
        return role
    codes = [dashed(member.code, isolated=True) for member in household.others]
    return _("{role}, with {codes}").format(role=role, codes=names.ui.language.format_list(codes))
