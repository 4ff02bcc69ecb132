"""The page of the directory: search on the left, the chosen service or its form on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.directory import Service
from referral_app.domain.identifiers import ServiceId
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.language import isolate_text
from referral_app.services import directory, sharing
from referral_app.services.directory import ServiceQuery
from referral_app.services.drafts import draft as kept_draft
from ui.changes import CENTRE, DRAFTS, EXCHANGE
from ui.directory.card import ServiceCard
from ui.directory.form import ServiceForm
from ui.directory.listings import ListingsCard, source_name
from ui.parts.choices import choices_of
from ui.parts.draft_keeper import DraftKeeper
from ui.parts.names import Names
from ui.parts.service_words import service_pill
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_16, Text
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.check_field import CheckField
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.rows import Row, RowList
from ui.widgets.scroll_page import Columns, ScrollPage

FORM: Final = "directory"
"""Name of the forms among the drafts; the subject is the id in hex, or NEW."""
NEW: Final = "new"
_OURS: Final = "ours"
_THEIRS: Final = "theirs"
_PAUSE_MS: Final = 120
_SHOWN: Final = 100
_SIDE: Final = 420


class DirectoryScreen(Screen):
    """`show_with(service=…)` shows one; `(draft=…)` goes on with one that is being typed."""

    listens_to = frozenset({CENTRE, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._chosen: ServiceId | None = None
        self.form: ServiceForm | None = None
        self.card: ServiceCard | None = None
        self._content: QWidget | None = None
        self._manages = context.desk.actor.may(Act.MANAGE_DIRECTORY)
        self._keeper = DraftKeeper(self, FORM, self._dump)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._show_list)
        self._lay_out()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Directory")

    def show_with(
        self, service: ServiceId | None = None, draft: str = "", **_arguments: Any
    ) -> None:
        """Read and fill."""
        self._show_list()
        if draft:
            self._edit(None if draft == NEW else ServiceId(bytes.fromhex(draft)))
        elif service is not None:
            self._choose(service)
        elif self.form is None:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read again; what is being typed stays."""
        self._show_list()
        if self.form is None and self._chosen is not None:
            self._choose(self._chosen)

    def keep_draft(self) -> None:
        """Keep what is typed, before this returns."""
        self._keeper.keep_now()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The buttons that write."""
        if self.form is not None:
            return (self.form.save,)
        return tuple(self.card.acts.values()) if self.card else ()

    def _query(self) -> ServiceQuery:
        return ServiceQuery(
            self.search.value(),
            self.category.value() or "",
            self.district.value() or "",
            None if self.all.value() else True,
            {_OURS: True, _THEIRS: False}.get(self.source.value() or ""),
        )

    def _show_list(self) -> None:
        self._pause.stop()
        ui, desk = self.context.ui, self.context.desk
        try:
            found = directory.find_services(desk, self._query())
        except ReferralAppError as error:
            self.say_error(error)
            return
        names = Names(ui, desk)
        ordered = sorted(found, key=lambda service: service.name(ui.language.code))
        self.rows.set_rows([self._row(names, service) for service in ordered[:_SHOWN]])
        self.rows.setVisible(bool(found))
        narrowed = self._query() != ServiceQuery()
        self.empty.setVisible(not found and not narrowed)
        self.none_fits.setVisible(not found and narrowed)
        self.count.setVisible(bool(found))
        words = ui.ngettext("{count} service", "{count} services", len(found))
        self.count.setText(words.format(count=len(found)))

    def _row(self, names: Names, service: Service) -> Row:
        pill = service_pill(names, service)
        kind = names.lists.service_kinds.get(service.kind)
        other = names.ui.language.format_list(
            [names.category(code) for code in service.categories[:2]]
        )
        if service.source is not None:
            other = f"{other} · {isolate_text(source_name(names, service))}"
        return Row(
            service.id.hex(),
            kind.text("icon") if kind else "building",
            service.name(names.ui.language.code),
            other=other,
            pill=pill.text,
            kind=pill.kind,
        )

    def _choose(self, which: ServiceId) -> None:
        """Show a service; a form that is being typed is kept as a draft."""
        desk = self.context.desk
        try:
            service = directory.service(desk, which)
        except ReferralAppError as error:
            self.say_error(error)
            return
        self._keeper.keep()
        self._keeper.continue_with("")
        self._chosen, self.form = which, None
        checks = desk.actor.may(Act.SEND_REFERRAL)
        names = Names(self.context.ui, desk)
        ours = service.source is None
        card = ServiceCard(names, service, checks=checks and ours, manages=self._manages and ours)
        self.card = card
        self._add_sharing(card, names, service)
        _ = self.context.ui.gettext
        self._on(card.checked, lambda at: directory.mark_checked(desk, which, at), _("Checked."))
        self._on(card.resumed, lambda at: directory.resume(desk, which, at), _("Open again."))
        card.edited.connect(lambda: self._edit(which))
        card.suspended.connect(
            lambda why: self._write(
                lambda: directory.suspend(desk, which, why, desk.now()), _("Suspended.")
            )
        )
        card.offered.connect(
            lambda on: self._write(
                lambda: directory.set_offered(desk, which, on, desk.now()), _("Saved.")
            )
        )
        self._put(card)

    def _add_sharing(self, card: ServiceCard, names: Names, service: Service) -> None:
        """Say who lists a service, and let it be shared, taken over and settled."""
        _, desk, which = self.context.ui.gettext, self.context.desk, service.id
        listing = sharing.listing_of(desk, which)
        theirs = service.source is not None
        if self._manages and service.active:
            card.add_sharing(takes=theirs, listed_here=listing.shown.source is None)
        card.shared.connect(self._turn_sharing)
        card.taken.connect(lambda: self._take_over(which))
        if theirs or len(listing.listed) > 1 or service.shared:
            told = sharing.to_settle(desk, listing)
            listed = ListingsCard(names, listing, told, manages=self._manages)
            listed.settled.connect(self._settle)
            card.body.addWidget(listed)

    def _settle(self, field: str, source: ServiceId) -> None:
        _, desk, which = self.context.ui.gettext, self.context.desk, self._chosen
        if which is not None:
            self._write(
                lambda: sharing.settle_listing(desk, which, field, source, desk.now()),
                _("Settled."),
            )

    def _turn_sharing(self) -> None:
        """Share the chosen service of ours with the commune, or take it back."""
        _, desk, card = self.context.ui.gettext, self.context.desk, self.card
        if card is None or not self._manages or card.service.source or not card.service.active:
            return
        which, on = card.service.id, not card.service.shared
        said = (
            _("Shared: the other centres see it after the next exchange.")
            if on
            else _("No longer shared: the other centres are told with the next exchange.")
        )
        self._write(lambda: sharing.set_shared(desk, which, on, desk.now()), said)

    def _take_over(self, which: ServiceId) -> None:
        desk = self.context.desk

        def done(ours: ServiceId) -> None:
            words = self.context.ui.gettext("It stands in your own directory now.")
            self.context.ui.notices.success(words)
            self._show_list()
            self._choose(ours)

        self.run(lambda: sharing.take_over(desk, which, desk.now()), done, changed=(CENTRE,))

    def _on(self, signal: Any, work: Callable[[Any], None], said: str) -> None:
        desk = self.context.desk
        signal.connect(lambda: self._write(lambda: work(desk.now()), said))

    def _write(self, work: Callable[[], None], said: str) -> None:
        def done(_none: None) -> None:
            self.context.ui.notices.success(said)
            self.refresh()

        self.run(work, done, changed=(CENTRE,))

    def _edit(self, which: ServiceId | None) -> None:
        """Open the form of a service, or of a new one; what was begun is taken up."""
        ui, _, desk = self.context.ui, self.context.ui.gettext, self.context.desk
        self._keeper.keep()
        form = ServiceForm(ui, desk.vocabularies, _("Save"))
        if which is not None:
            form.show_service(directory.service(desk, which))
        subject = which.hex() if which is not None else NEW
        found = kept_draft(desk, FORM, subject)
        self._keeper.continue_with(subject, found.data if found else None)
        if found is not None:
            form.load(found.data)
        self.form, self.card, self._chosen = form, None, which
        form.wanted.connect(self._save)
        form.left.connect(self._leave)
        form.changed.connect(self._keeper.touch)
        card = Card(ui, _("New service") if which is None else _("Correct a service"))
        card.body.addWidget(form)
        self._put(card)
        form.take_focus()

    def _leave(self) -> None:
        self._keeper.keep()
        self._keeper.continue_with("")
        self.form = None
        if self._chosen is not None:
            self._choose(self._chosen)
        else:
            self._put(None)
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        form, which, desk = self.form, self._chosen, self.context.desk
        if form is None or not form.check():
            return
        entry = form.entry()

        def work() -> ServiceId:
            if which is None:
                return directory.add_service(desk, entry, desk.now())
            directory.change_service(desk, which, entry, desk.now())
            return which

        def done(saved: ServiceId) -> None:
            self._keeper.discard()
            self._keeper.continue_with("")
            self.form = None
            self.context.ui.notices.success(self.context.ui.gettext("Saved in the directory."))
            self._show_list()
            self._choose(saved)

        self.run(work, done, changed=(CENTRE, DRAFTS), at_field=form.at_field)

    def _dump(self) -> str | None:
        return self.form.dump() if self.form is not None else None

    def _put(self, content: QWidget | None) -> None:
        old, self._content = self._content, content
        if content is not None:
            self._side.insertWidget(0, content)
            content.show()
            # Below the list where the window is narrow; its place is known after the layout.
            QTimer.singleShot(0, content, lambda: self.page.reveal(content))
        self.hint.setVisible(content is None)
        if old is not None:
            self._side.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _lay_out(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.page = ScrollPage(ui, self.title())
        if self._manages:
            self.new = PrimaryButton(ui, _("New service"), "plus")
            self.new.clicked.connect(lambda: self._edit(None))
            self.page.set_actions([self.new])
        self.rows = RowList(ui)
        for signal in (self.rows.acted, self.rows.opened):
            signal.connect(lambda key: self._choose(ServiceId(bytes.fromhex(key))))
        self.count = Label(ui, "", Text.SMALL, "muted")
        self.empty = EmptyState(
            ui,
            "building",
            _("Hospitals, schools, registries and associations without this program stand here."),
        )
        self.none_fits = EmptyState(
            ui, "search", _("No service fits. Take a word or a choice away from what is above.")
        )
        listed = Card(ui)
        for widget in (self._filters(), self.rows, self.empty, self.none_fits, self.count):
            listed.body.addWidget(widget)
        listed.body.addStretch(1)
        side = QWidget()
        self._side = QVBoxLayout(side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(ui.theme.px(SPACE_16))
        self.hint = Card(ui)
        self.hint.body.addWidget(
            EmptyState(ui, "info", _("Choose a service to see where it is and what it asks for."))
        )
        self._side.addWidget(self.hint)
        self._side.addStretch(1)
        self.page.body.addWidget(Columns(ui, listed, side, side_width=_SIDE), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        if self._manages:
            words = _("Share with the commune, or take back")
            ui.actions.add(self, "Ctrl+Shift+P", words, self._turn_sharing, self.title())

    def _filters(self) -> QWidget:
        ui, _, lists = self.context.ui, self.context.ui.gettext, self.context.desk.vocabularies
        speech = ui.language
        self.search = TextField(ui, _("Name, street, kind"))
        self.category = ChoiceField(ui, choices_of(lists.service_categories, speech), _("Any"))
        self.district = ChoiceField(ui, choices_of(lists.districts, speech), _("Any"))
        self.all = CheckField(ui, _("Also what is no longer in use"))
        grid = FieldGrid(ui)
        grid.add(FormRow(ui, _("Search"), self.search))
        grid.add(FormRow(ui, _("What for"), self.category), 3)
        grid.add(FormRow(ui, _("District"), self.district), 3)
        self.source = ChoiceField(
            ui, (Choice(_OURS, _("Our centre")), Choice(_THEIRS, _("Other centres"))), _("Any")
        )
        grid.add(FormRow(ui, _("Listed by"), self.source), 3)
        grid.add(self.all)
        self.search.changed.connect(self._pause.start)
        for field in (self.category, self.district, self.source, self.all):
            field.changed.connect(self._show_list)
        return grid
