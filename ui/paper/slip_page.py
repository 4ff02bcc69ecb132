"""The page that prints a slip: which referrals, in which language, with or without a name line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.identifiers import CaseId, CentreId, ReferralId, ServiceId
from referral_app.domain.referral import FINAL, Referral
from referral_app.errors import RefusedError
from referral_app.exports.slip import slip
from referral_app.language import isolate
from referral_app.services.paper import slip_paper
from referral_app.services.ports.pages import Document
from referral_app.services.readings import CASE_PAGE
from referral_app.services.views import case_view
from ui.paper.languages import LanguageChoice
from ui.paper.sheet import SheetScreen
from ui.parts.code_words import dashed
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.parts.noting import note_shown
from ui.parts.section import Section
from ui.screen import ScreenContext
from ui.widgets.check_field import CheckField
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.form_row import FormRow


class SlipScreen(SheetScreen):
    """`show_with(case=…)`, of the slip that `referral=…` stands on, or of those to `recipient=…`.

    Without a referral what is under way to a recipient is ticked.
    """

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._sent: dict[CentreId, list[Referral]] = {}
        self._wanted: frozenset[ReferralId] = frozenset()
        self.ticks: dict[ReferralId, CheckField] = {}
        self.recipient = ChoiceField(ui, [])
        self.language = LanguageChoice(ui, pairs=True)
        self.name_line = CheckField(ui, _("With an empty line for a name, written by hand"))
        self._needs = QWidget()
        self._ticks = QVBoxLayout(self._needs)
        self._ticks.setContentsMargins(0, 0, 0, 0)
        self._lay_out_form()
        self.recipient.changed.connect(self._on_recipient)
        self.language.changed.connect(self.show_pages)
        self.name_line.changed.connect(self.show_pages)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Print a slip")

    def show_with(self, **arguments: Any) -> None:
        """Offer the referrals of the file `case`."""
        desk = self.context.desk
        try:
            view = case_view(desk, CaseId(arguments["case"]))
        except RefusedError as error:
            self.say_error(error)
            self.context.go("back")
            return
        note_shown(self, CASE_PAGE, view.case.id)
        sent = [found for found, _way in view.referrals if found.request is not None]
        self._wanted = _on_one_slip(sent, arguments.get("referral"))
        self._sent = {}
        for found in sent:
            self._sent.setdefault(found.recipient, []).append(found)
        _ = self.context.ui.gettext
        code = dashed(view.case.code, isolated=True)
        self.page.set_title(self.title(), _("File {code}").format(code=code))
        self._offer(arguments.get("recipient"))
        self.footer.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def document(self) -> Document:
        """Lay out the slip of what is ticked; raises RefusedError where nothing is."""
        paper = slip_paper(self.context.desk, self.chosen())
        ruler, name_line = self.painter.ruler, self.name_line.value()
        return self.language.lay_out(
            self.words(), lambda words: slip(paper, words, ruler, name_line=name_line)
        )

    def file_name(self) -> str:
        """A name to propose."""
        return self.context.ui.gettext("slip.pdf")

    def chosen(self) -> tuple[ReferralId, ...]:
        """The referrals that are ticked, as they stand on the page."""
        return tuple(referral for referral, tick in self.ticks.items() if tick.value())

    def _offer(self, recipient: CentreId | None) -> None:
        names = Names(self.context.ui, self.context.desk)
        self.recipient.set_choices(
            [Choice(recipient.hex(), self._name(names, recipient)) for recipient in self._sent]
        )
        first = next(
            (r for r, found in self._sent.items() if self._wanted & {it.id for it in found}),
            recipient if recipient in self._sent else next(iter(self._sent), None),
        )
        self.recipient.set_value(first.hex() if first else None)
        self._fill(names)

    def _name(self, names: Names, recipient: CentreId) -> str:
        service = self.context.desk.store.reader.service(ServiceId(recipient))
        return service.name(names.ui.language.code) if service else names.centre(recipient)

    def _on_recipient(self) -> None:
        self._fill(Names(self.context.ui, self.context.desk))

    def _fill(self, names: Names) -> None:
        """Offer what was sent to the chosen recipient, the oldest first."""
        while self._ticks.count():
            item = self._ticks.takeAt(0)
            old = item.widget() if item else None
            if old is not None:
                old.hide()
                old.deleteLater()
        chosen = self.recipient.value()
        found = self._sent.get(CentreId(bytes.fromhex(chosen)), []) if chosen else []
        self.ticks = {}
        for referral in reversed(found):
            tick = CheckField(self.context.ui, self._line(names, referral))
            tick.set_value(referral.id in self._ticked(found))
            tick.changed.connect(self.show_pages)
            self._ticks.addWidget(tick)
            self.ticks[referral.id] = tick
        self.show_pages()

    def _ticked(self, found: Sequence[Referral]) -> frozenset[ReferralId]:
        """What was asked for, else what is under way, else the latest."""
        ids = frozenset(referral.id for referral in found)
        under_way = frozenset(it.id for it in found if it.status not in FINAL)
        return self._wanted & ids or under_way or frozenset(it.id for it in found[:1])

    def _line(self, names: Names, referral: Referral) -> str:
        request, ui = referral.request, self.context.ui
        if request is None:
            return ""
        day = isolate(ui.language.format_date(day_of(request.sent_at)))
        return f"{names.category(request.category)} · {day}"

    def _lay_out_form(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        section = Section(ui, "printer", _("The slip"))
        for row in (
            FormRow(ui, _("Slip for"), self.recipient),
            FormRow(ui, _("Needs on the slip"), self._needs_field()),
            FormRow(ui, _("Language"), self.language),
        ):
            section.body.addWidget(row)
        section.body.addWidget(self.name_line)
        self.page.body.addWidget(section)
        self.page.body.addStretch(1)

    def _needs_field(self) -> QWidget:
        self._needs.setAccessibleName(self.context.ui.gettext("Needs on the slip"))
        return self._needs


def _on_one_slip(sent: Sequence[Referral], one: ReferralId | None) -> frozenset[ReferralId]:
    """The referrals that were sent together with this one."""
    asked = next((found.request for found in sent if found.id == one), None)
    if one is None or asked is None:
        return frozenset()
    together = [it.id for it in sent if it.request and it.request.slip == asked.slip]
    return frozenset(together) if asked.slip else frozenset({one})
