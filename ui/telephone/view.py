"""The page of an answer that comes by telephone or on a coupon: code, who speaks, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.case_code import CaseCode
from referral_app.domain.identifiers import ReferralId
from referral_app.errors import InvalidInputError, ReferralAppError
from referral_app.language import N_
from referral_app.sentences import sentence
from referral_app.services.drafts import draft as kept_draft
from referral_app.services.readings import REFERRAL_PAGE
from referral_app.services.telephone import OutsideLine
from ui.answering.act import ActSpec
from ui.answering.answer_form import AnswerForm
from ui.answering.answer_panel import AnswerPanel
from ui.answering.draft import dump, load
from ui.answering.outside_acts import COUPON, TELEPHONE, outside_act_named
from ui.changes import CASES, CENTRE, DRAFTS, EXCHANGE, REFERRALS
from ui.parts.draft_keeper import DraftKeeper
from ui.parts.names import Names
from ui.parts.noting import note_shown
from ui.screen import Screen, ScreenContext
from ui.telephone.awaited import AwaitedCard
from ui.telephone.presenter import TelephonePresenter
from ui.tokens import SPACE_16, Text
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.card import Card
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label, SectionTitle
from ui.widgets.rows import RowList
from ui.widgets.scroll_page import ScrollPage

_FOCUS = Qt.FocusReason.OtherFocusReason


class AnswerByScreen(Screen):
    """`show_with()` asks for a code; `(code=…)`, `(referral=…)` and `(draft=…)` know it already.

    When an answer is saved the page is ready for the next one.
    """

    channel: ClassVar[str]
    words: ClassVar[tuple[str, str, str, str]]
    """Title, what to do, label of the code, and the question: marked for translation."""
    lists_awaited: ClassVar[bool] = False
    """Whether the answers awaited stand beneath the code, to be chosen from."""
    listens_to = frozenset({REFERRALS, CASES, EXCHANGE, CENTRE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._line: OutsideLine | None = None
        self._found: tuple[OutsideLine, ...] = ()
        self._content: QWidget | None = None
        self.panel: AnswerPanel | None = None
        self._keeper = DraftKeeper(self, self.channel, self._dump)
        self._lay_out()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext(self.words[0])

    def show_with(
        self,
        code: str = "",
        referral: ReferralId | None = None,
        draft: str = "",
        **_arguments: Any,
    ) -> None:
        """Ask for a code, or go on with what is known; typing of the same referral stays."""
        wanted = ReferralId(bytes.fromhex(draft)) if draft else referral
        if wanted is not None:
            if self._line is None or self._line.referral.id != wanted:
                self._open(wanted)
        elif code:
            self.code.set_value(code)
            self.look_up()
        elif self._dump() is None:
            self._ask()  # what is half typed stays
        if self.panel is not None:
            self.panel.take_focus()

    def refresh(self) -> None:
        """Read again; what is being typed stays."""
        if self._line is not None:
            self._show_line(self._line.referral.id)
        self._show_awaited()

    def keep_draft(self) -> None:
        """Keep what is typed, before this returns."""
        self._keeper.keep_now()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The button that saves, or those of the acts."""
        if self.panel is None:
            return ()
        form = self.panel.form
        return (form.save,) if form else tuple(self.panel.buttons.values())

    def look_up(self) -> None:
        """Look for what the code or the coupon names; one referral is opened at once."""
        try:
            self._found = self._presenter().find(self.code.value())
        except InvalidInputError as error:
            self.code_row.set_error(sentence(self.context.ui.language, error))
            self.code.setFocus(_FOCUS)
            self.code.selectAll()
            return
        except ReferralAppError as error:
            self.say_error(error)
            return
        self.code_row.set_error("")
        if len(self._found) == 1:
            self._open(self._found[0].referral.id)
        else:
            self._offer()

    def _presenter(self) -> TelephonePresenter:
        return TelephonePresenter(Names(self.context.ui, self.context.desk), self.context.desk)

    def _ask(self) -> None:
        """Ready for a code."""
        self._keeper.keep()
        self._keeper.continue_with("")
        self._line, self._found = None, ()
        with QSignalBlocker(self.code):
            self.code.set_value("")
        self.code_row.set_error("")
        self._put(None)
        self.code.setFocus(_FOCUS)

    def _show_awaited(self) -> None:
        """List whose answer is awaited, while nothing is looked at yet."""
        asking = self._content is None and self.lists_awaited
        if asking:
            self.awaited.show_rows(*self._presenter().awaited())
        self.awaited.setVisible(asking)

    def _offer(self) -> None:
        """Several referrals bear the code: one is to be chosen."""
        self._line, self.panel = None, None
        ui, _ = self.context.ui, self.context.ui.gettext
        presenter = self._presenter()
        card = Card(ui, _("Which one is it about?"))
        rows = RowList(ui)
        rows.set_rows([presenter.row(line) for line in self._found])
        for signal in (rows.acted, rows.opened):
            signal.connect(lambda key: self._open(ReferralId(bytes.fromhex(key))))
        card.body.addWidget(rows)
        self._put(card)
        rows.items[0].setFocus(_FOCUS)

    def _open(self, referral: ReferralId) -> None:
        """Turn to one referral; an answer that was begun is taken up."""
        self._keeper.keep()
        self._line = None
        panel = self._show_line(referral)
        if panel is None:
            return
        note_shown(self, REFERRAL_PAGE, referral)
        self._show_code()
        subject = referral.hex()
        found = kept_draft(self.context.desk, self.channel, subject)
        self._keeper.continue_with(subject, found.data if found else None)
        if found is not None:
            panel.restore(*load(found.data))
        panel.take_focus()
        # Its place is known only once the layout has been done.
        QTimer.singleShot(0, panel, lambda: self.page.reveal(panel))

    def _show_line(self, referral: ReferralId) -> AnswerPanel | None:
        """Show a referral and its answers; None when it cannot be read."""
        presenter = self._presenter()
        try:
            line = presenter.one(referral)
        except ReferralAppError as error:
            self.say_error(error)
            self._ask()
            return None
        acts = list(presenter.acts(line, self.channel))
        if self._line is None or self.panel is None:
            self._line = line
            self._put(self._answering(presenter, line))
        self._line = line
        if self.panel is not None:
            self.panel.set_acts(acts)
        return self.panel

    def _answering(self, presenter: TelephonePresenter, line: OutsideLine) -> QWidget:
        """Who is asked about what, and the answers as buttons."""
        ui, _ = self.context.ui, self.context.ui.gettext
        names = Names(ui, self.context.desk)
        head = presenter.head(line)
        card = Card(ui)
        card.body.addWidget(SectionTitle(ui, head.title))
        card.body.addWidget(Label(ui, head.line, wrap=True))
        card.body.addWidget(Label(ui, head.service, Text.SMALL, "muted", wrap=True))
        self.panel = AnswerPanel(names, _(self.words[3]), lambda key: outside_act_named(names, key))
        self.panel.wanted.connect(self._do)
        self.panel.typed.connect(self._on_typed)
        self.panel.opened.connect(lambda: QTimer.singleShot(0, self, self._reveal))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addWidget(card)
        column.addWidget(self.panel)
        return holder

    def _show_code(self) -> None:
        """Say in the field which file it is, however the page was reached."""
        request = self._line.referral.request if self._line else None
        if request is not None and not self.code.value():
            with QSignalBlocker(self.code):
                self.code.set_value(str(CaseCode(request.case_code)))

    def _reveal(self) -> None:
        form = self.panel.form if self.panel else None
        if form is not None:
            for part in (form.save, form.grid):
                self.page.reveal(part)

    def _dump(self) -> str | None:
        if self.panel is None or self._line is None:
            return None
        forms, open_act = self.panel.typing()
        return dump(forms, open_act) if forms else None

    def _on_typed(self) -> None:
        if self._dump() is None:
            self._keeper.discard()
        else:
            self._keeper.touch()

    def _do(self, act: ActSpec, form: AnswerForm | None) -> None:
        values = form.values() if form else {}
        if values is None or self._line is None:
            return
        desk, referral = self.context.desk, self._line.referral.id

        def done(_result: object) -> None:
            ui = self.context.ui
            if self.panel is not None:
                self.panel.forget(act.key)
            self._keeper.discard()
            self.context.ui.notices.success(ui.gettext(act.done))
            self._after()

        self.run(
            lambda: act.work(desk, referral, values),
            done,
            changed=(REFERRALS, CASES, EXCHANGE, DRAFTS),
            at_field=form.at_field if form else None,
        )

    def _after(self) -> None:
        """Ready for the next: other referrals of the same code are offered first."""
        left: Sequence[OutsideLine] = ()
        if self._line is not None:
            done = self._line.referral.id
            left = [line for line in self._found if line.referral.id != done]
        if left:
            self._found = tuple(left)
            self._offer()
        else:
            self._line = None
            self._ask()

    def _put(self, content: QWidget | None) -> None:
        old, self._content = self._content, content
        if content is None:
            self.panel = None
        else:
            self._main.insertWidget(1, content)
            content.show()
        if old is not None:
            self._main.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.other.setVisible(content is not None)
        self._show_awaited()

    def _lay_out(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.page = ScrollPage(ui, self.title(), _(self.words[1]))
        self.code = TextField(ui, "")
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code_row = FormRow(ui, _(self.words[2]), self.code, required=True)
        search = PrimaryButton(ui, _("Find"), "search")
        search.clicked.connect(self.look_up)
        self.other = QuietButton(ui, _("Another code"))
        self.other.clicked.connect(self._ask)
        self.code_row.share_line(2, search, self.other)
        card = Card(ui)
        card.body.addWidget(self.code_row)
        main = QWidget()
        self._main = QVBoxLayout(main)
        self._main.setContentsMargins(0, 0, 0, 0)
        self._main.setSpacing(ui.theme.px(SPACE_16))
        self._main.addWidget(card)
        self.awaited = AwaitedCard(ui)
        self.awaited.chosen.connect(lambda key: self._open(ReferralId(bytes.fromhex(key))))
        self._main.addWidget(self.awaited)
        self._main.addStretch(1)
        self.awaited.hide()
        if self.lists_awaited:
            ui.actions.add_unlisted(self.code, "Down", self.awaited.walk_in)
            words = _("Walk to the answers awaited")
            ui.actions.describe(self.code, "↓", words, self.title())
        self.page.body.addWidget(main, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.code.returnPressed.connect(self.look_up)
        self.other.hide()


class TelephoneScreen(AnswerByScreen):
    """What a service says on the telephone, or the person about it."""

    channel = TELEPHONE
    lists_awaited = True
    words = (
        N_("Answer by telephone"),
        N_("Choose one of the answers awaited, or type or scan the code of the file."),
        N_("Code of the file"),
        N_("What do they say?"),
    )


class CouponScreen(AnswerByScreen):
    """What stands on a return coupon."""

    channel = COUPON
    words = (
        N_("Return coupon"),
        N_("Type or scan the number of the coupon, then what is ticked on it."),
        N_("Number of the coupon, or code of the file"),
        N_("What is ticked on it?"),
    )
