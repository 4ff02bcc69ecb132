"""The card of the centres: when each was last heard, their fingerprints, and who is invited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.centre import Centre, Invitation
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.language import isolate
from ui.context import Ui
from ui.parts.fingerprint import Fingerprint
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Text
from ui.widgets.buttons import SecondaryButton, SmallButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.rows import IconDisc

_DISC = 36
"""Width of the disc before a name."""


class CentresCard(Card):
    """Our own centre first, the others after it, invitations that nobody answered last."""

    inviting = Signal()
    inviting_by_mail = Signal()

    def __init__(self, ui: Ui, digits: Callable[[CentreId], str], *, may_invite: bool) -> None:
        super().__init__(ui, ui.gettext("The centres"))
        self._ui, self._digits = ui, digits
        self.body.setSpacing(ui.theme.px(SPACE_16))
        self.rows: dict[CentreId, CentreRow] = {}
        self._said: tuple[object, ...] = ()
        self._list = QWidget()
        self.body.addWidget(self._list)
        self.invite = SecondaryButton(ui, ui.gettext("Invite a centre…"), "plus")
        self.invite.clicked.connect(self.inviting)
        self.invite_by_mail = SecondaryButton(ui, ui.gettext("Invite by mail…"))
        self.invite_by_mail.clicked.connect(self.inviting_by_mail)
        foot = QWidget()
        flow = FlowLayout(foot, ui.theme.px(SPACE_8))
        flow.addWidget(self.invite)
        flow.addWidget(self.invite_by_mail)
        self.body.addWidget(foot)
        self.invite.setVisible(may_invite)
        self.invite_by_mail.setVisible(may_invite)

    def show_centres(
        self,
        centres: Sequence[Centre],
        contacts: Mapping[CentreId, Moment],
        invitations: Sequence[Invitation],
        now: Moment,
    ) -> None:
        """Show these; what stands there already is left alone."""
        words = {centre.id: self._heard(centre, contacts.get(centre.id), now) for centre in centres}
        said = (tuple(words.items()), tuple(it.id for it in invitations))
        if said == self._said:
            return
        self._said = said
        open_rows = {id_ for id_, row in self.rows.items() if row.opened}
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_16))
        self.rows = {}
        for centre in sorted(centres, key=lambda centre: not centre.is_own):
            name = centre.name(self._ui.language.code)
            row = CentreRow(self._ui, name, words[centre.id], self._digits(centre.id))
            row.open(centre.id in open_rows)
            self.rows[centre.id] = row
            column.addWidget(row)
        for invitation in invitations:
            column.addWidget(self._invited(invitation))
        if len(centres) < 2 and not invitations:  # we ourselves are one
            column.addWidget(self._alone())
        self.body.replaceWidget(self._list, fresh)
        self._list.hide()
        self._list.deleteLater()
        self._list = fresh

    def _heard(self, centre: Centre, contact: Moment | None, now: Moment) -> str:
        _ = self._ui.gettext
        if centre.is_own:
            return _("Our centre")
        if not centre.active:
            return _("No longer active in the commune’s registry: nothing is sent to it")
        if contact is None:
            return _("Nothing heard from it yet")
        return _("Last heard from: {ago}").format(ago=self._ui.language.format_ago(contact, now))

    def _alone(self) -> EmptyState:
        words = self._ui.gettext(
            "No other centre yet. Write an invitation onto a stick and hand it over: the two "
            "centres know each other from then on."
        )
        return EmptyState(self._ui, "users", words)

    def _invited(self, invitation: Invitation) -> QWidget:
        _ = self._ui.gettext
        until = isolate(self._ui.language.format_moment(invitation.expires))
        said = _("Valid until {date}. Once it has arrived, exchange here to hear the answer.")
        return _line(
            self._ui, "file-text", _("An invitation is on its way"), said.format(date=until), None
        )


class CentreRow(QWidget):
    """A centre and, where it is asked for, its fingerprint with what to do with it."""

    def __init__(self, ui: Ui, name: str, said: str, digits: str) -> None:
        super().__init__()
        self._ui, self.opened = ui, False
        _ = ui.gettext
        self.button = SmallButton(ui, _("Fingerprint"))
        self.button.clicked.connect(lambda: self.open(not self.opened))
        self._detail = QWidget()
        under_the_name = QHBoxLayout(self._detail)
        under_the_name.setContentsMargins(0, 0, 0, 0)
        under_the_name.addSpacing(ui.theme.px(_DISC + SPACE_12))
        detail = QVBoxLayout()
        under_the_name.addLayout(detail, 1)
        self.fingerprint = Fingerprint(ui, digits)
        words = _("Sixty digits that both centres read to each other: they must agree.")
        detail.addWidget(self.fingerprint)
        detail.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self._detail.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_4))
        column.addWidget(_line(ui, "house", name, said, self.button))
        column.addWidget(self._detail)

    def open(self, opened: bool) -> None:
        """Show the fingerprint, or hide it."""
        _ = self._ui.gettext
        self.opened = opened
        self._detail.setVisible(opened)
        self.button.set_text(_("Hide the digits") if opened else _("Fingerprint"))


def _line(ui: Ui, icon: str, title: str, said: str, button: QWidget | None) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(ui.theme.px(SPACE_12))
    words = QVBoxLayout()
    words.setSpacing(ui.theme.px(1))
    words.addWidget(Label(ui, title, Text.BASE_BOLD, wrap=True))
    words.addWidget(Label(ui, said, Text.SMALL, "muted", wrap=True))
    line.addWidget(IconDisc(ui, icon), 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    if button is not None:
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return holder
