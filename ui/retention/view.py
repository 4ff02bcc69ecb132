"""The supervisor's page: what is past its term, what others erased, how long files are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.erasure import Reason, Term, Terms
from referral_app.domain.identifiers import ReferralId
from referral_app.domain.month import Month
from referral_app.errors import ReferralAppError
from referral_app.language import isolate
from referral_app.services import erasure, retention
from referral_app.services.ports.erasure import Notice, OverTerm
from referral_app.services.retention import TermsOver
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.dialogs import Question
from ui.parts.code_words import dashed
from ui.parts.dates import day_of
from ui.parts.erasure_words import STATES, horizon_words, months_words, term_words
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.retention.terms_card import TermsCard
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_12, Kind, Text
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.labels import Label
from ui.widgets.rows import Row, RowList
from ui.widgets.scroll_page import ScrollPage

_SHOWN: Final = 50


@dataclass(frozen=True)
class _Found:
    """What the page shows."""

    over: TermsOver
    notices: tuple[Notice, ...]
    late: int
    terms: Terms


class RetentionScreen(Screen):
    """Nothing is erased without a click here or in a file."""

    listens_to = frozenset({CASES, REFERRALS, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        subtitle = _("What is past its term is erased when you say so. Nothing goes by itself.")
        self.page = ScrollPage(ui, self.title(), subtitle, max_width=900)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.all = PrimaryButton(ui, _("Erase what is listed…"), "trash-2")
        self.all.clicked.connect(self._erase_all)
        self.page.set_actions([self.all])
        self.page.body.setSpacing(ui.theme.px(SPACE_12))
        self._over_card()
        self._notices_card()
        self.terms = TermsCard(ui)
        self.terms.saved.connect(self._save_terms)
        self.page.body.addWidget(self.terms)
        self.page.body.addStretch(1)
        self.found: _Found | None = None

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Files past their term")

    def show_with(self, **arguments: Any) -> None:
        """Read, and stand on the first line."""
        self._read()
        goal: QWidget = self.over if self.over.isVisibleTo(self) else self.page
        goal.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read again."""
        self._read()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """What waits while something is erased."""
        return (self.all, self.terms.save)

    def _over_card(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.over_card = Card(ui, _("Past their term"))
        self.counted = Label(ui, "", wrap=True)
        self.over = RowList(ui)
        self.over.acted.connect(self._act)
        self.over.opened.connect(self._act)
        self.nothing = EmptyState(ui, "circle-check", _("No file is past its term."))
        self.horizon = Label(ui, "", Text.SMALL, "muted", wrap=True)
        self.months = NoticeLine(ui, "info")
        for widget in (self.counted, self.months, self.over, self.nothing, self.horizon):
            self.over_card.body.addWidget(widget)
        self.page.body.addWidget(self.over_card)

    def _notices_card(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.notices_card = Card(ui, _("Erased by other centres"))
        words = _(
            "What they had written is gone here too. Our own part stays until our file is erased, "
            "or this line."
        )
        self.notices_card.body.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.notices = RowList(ui)
        self.notices.acted.connect(self._act_on_notice)
        self.notices.opened.connect(self._act_on_notice)
        self.notices_card.body.addWidget(self.notices)
        self.page.body.addWidget(self.notices_card)
        self.late = NoticeLine(ui, "info")
        self.page.body.addWidget(self.late)

    def _read(self) -> None:
        desk = self.context.desk
        try:
            self.found = _Found(
                retention.terms_over(desk),
                erasure.notices(desk),
                erasure.late_facts(desk),
                retention.terms(desk),
            )
        except ReferralAppError as error:
            self.say_error(error)
            return
        self._fill(self.found)

    def _fill(self, found: _Found) -> None:
        ui = self.context.ui
        names = Names(ui, self.context.desk)
        rows = found.over.rows[:_SHOWN]
        self.over.set_rows([self._row(names, over, found.terms) for over in rows])
        self.over.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.all.setVisible(bool(_to_erase(found)))
        words = ui.ngettext(
            "{count} is past its term.", "{count} are past their term.", found.over.total
        )
        self.counted.setText(words.format(count=ui.language.format_number(found.over.total)))
        self.counted.setVisible(bool(found.over.total))
        self._show_months([month for over in rows for month in over.unfrozen])
        self.horizon.setText(horizon_words(names, erasure.horizon(self.context.desk.now())))
        self.horizon.setVisible(bool(rows))
        self.notices.set_rows([self._notice_row(names, notice) for notice in found.notices])
        self.notices_card.setVisible(bool(found.notices))
        late = ui.ngettext(
            "{count} entry about erased files came late from a desk and was dropped.",
            "{count} entries about erased files came late from a desk and were dropped.",
            found.late,
        )
        self.late.set_text(late.format(count=ui.language.format_number(found.late)))
        self.late.setVisible(bool(found.late))
        self.terms.show_terms(found.terms)

    def _show_months(self, unfrozen: Iterable[Month]) -> None:
        """Say why some of what is listed waits."""
        ui, months = self.context.ui, sorted(set(unfrozen))
        words = ui.gettext(
            "Some of this waits: it is counted in months that are not frozen yet ({months}). "
            "Freeze them on the page “Statistics” first. At the person’s word a file is erased at "
            "once."
        )
        self.months.set_text(words.format(months=months_words(ui, months)))
        self.months.setVisible(bool(months))

    def _row(self, names: Names, over: OverTerm, terms: Terms) -> Row:
        ui, _ = self.context.ui, self.context.ui.gettext
        if over.held:
            pill, kind = _("Kept for a reason"), Kind.NEUTRAL
        elif over.waiting:
            pill, kind = _("Referral not ended"), Kind.SOON
        elif over.unfrozen:
            pill, kind = _("Month not frozen"), Kind.SOON
        else:
            days = (self.context.desk.now() - over.since) // 86_400_000 - terms.days(over.term)
            pill = _("{length}, over for {days}").format(
                length=term_words(ui, terms, over.term),
                days=ui.ngettext("{count} day", "{count} days", days).format(
                    count=isolate(ui.language.format_number(days))
                ),
            )
            kind = Kind.LATE
        last = _("last act {day}").format(
            day=isolate(ui.language.format_date(day_of(over.last_at)))
        )
        received = over.referral is not None
        waits = over.held or over.waiting or (received and over.unfrozen)
        return Row(
            over.referral.hex() if over.referral else (over.case or b"").hex(),
            "inbox" if received else "folder",
            names.centre(over.peer) if over.peer else _(STATES[over.term]),
            code=dashed(over.code),
            other=last,
            pill=pill,
            kind=kind,
            act=_("See") if waits else _("Erase…"),
        )

    def _notice_row(self, names: Names, notice: Notice) -> Row:
        ui, _ = self.context.ui, self.context.ui.gettext
        said = _("erased {day}").format(
            day=isolate(ui.language.format_date(day_of(notice.happened)))
        )
        if notice.case is not None:
            act = _("See our file")
        else:
            act = _("Erase our part…") if notice.incoming else _("See")
        icon = "inbox" if notice.incoming else "send"
        centre = names.centre(notice.centre)
        return Row(notice.referral.hex(), icon, centre, dashed(notice.code), other=said, act=act)

    def _act(self, key: str) -> None:
        over = next((o for o in self._listed() if key in _names(o)), None)
        if over is None:
            return
        if over.case is not None:
            panel = {} if over.held or over.waiting else {"panel": "erase"}
            self.context.go("case", case=over.case, **panel)
        elif over.referral is not None and over.unfrozen:
            self.context.go("referral", referral=over.referral)
        elif over.referral is not None:
            self._erase_referral(over.referral, Reason.TERM_OVER)

    def _act_on_notice(self, key: str) -> None:
        found = self.found.notices if self.found else ()
        notice = next((n for n in found if n.referral.hex() == key), None)
        if notice is None:
            return
        if notice.case is not None:
            self.context.go("case", case=notice.case)
        elif notice.incoming:
            self._erase_referral(notice.referral, Reason.PERSON_ASKED)
        else:
            self.context.go("referral", referral=notice.referral)

    def _erase_referral(self, referral: ReferralId, reason: Reason) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        question = Question(
            _("Erase what is here of this referral?"),
            _("Nobody can bring it back, at this centre or elsewhere."),
            _("Erase it"),
            danger=True,
        )
        if ui.dialogs.confirm(ui, self, question):
            workspace = self.context.workspace
            self.run(
                lambda: workspace.erase_referral(referral, reason),
                lambda _none: self._said(1),
                changed=(REFERRALS, CASES),
                is_round=True,
            )

    def _erase_all(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        going = _to_erase(self.found) if self.found else ()
        if not going:
            return
        title = ui.ngettext(
            "Erase {count} file or referral for good?",
            "Erase {count} files and referrals for good?",
            len(going),
        ).format(count=ui.language.format_number(len(going)))
        codes = [dashed(over.code, isolated=True) for over in going if over.code]
        text = _("Nobody can bring them back. What is kept for a reason, or waits, stays.")
        question = Question(title, text, _("Erase them"), codes, danger=True)
        if ui.dialogs.confirm(ui, self, question):
            workspace = self.context.workspace
            self.run(
                lambda: workspace.erase_over_term(going),
                self._said,
                changed=(CASES, REFERRALS),
                is_round=True,
            )

    def _said(self, count: int) -> None:
        ui = self.context.ui
        words = ui.ngettext("{count} is erased.", "{count} are erased.", count)
        ui.notices.success(words.format(count=ui.language.format_number(count)))

    def _save_terms(self, lengths: dict[Term, int]) -> None:
        ui, desk = self.context.ui, self.context.desk

        def then(_none: None) -> None:
            ui.notices.success(ui.gettext("Saved."))

        self.run(
            lambda: retention.set_terms(desk, lengths),
            then,
            changed=(CASES,),
            at_field=self.terms.at_field,
        )

    def _listed(self) -> tuple[OverTerm, ...]:
        return self.found.over.rows if self.found else ()


def _to_erase(found: _Found) -> tuple[OverTerm, ...]:
    """What may go of what is listed."""
    return tuple(
        o for o in found.over.rows[:_SHOWN] if not o.held and not o.waiting and not o.unfrozen
    )


def _names(over: OverTerm) -> set[str]:
    return {name.hex() for name in (over.case, over.referral) if name is not None}
