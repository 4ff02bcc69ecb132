"""What the list of files asks, and what a row of it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.domain.month import Month
from referral_app.domain.staff import Act
from referral_app.services.desk import Desk
from referral_app.services.households import count
from referral_app.services.ports import CaseOrder, CasePage, CaseQuery, CaseRow
from referral_app.services.views import case_page
from ui.context import Ui
from ui.parts.code_words import dashed
from ui.parts.names import Names
from ui.tokens import Kind
from ui.widgets.folding import western_digits

OPEN: Final = "open"
CLOSED: Final = "closed"
ALL: Final = "all"
MINE: Final = "mine"
CLOSED_LATELY: Final = "closed"
_STATES: Final[dict[str, bool | None]] = {OPEN: True, CLOSED: False, ALL: None}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A row in words: code, who, states as pills, when it was last touched."""

    code: str
    who: str
    pills: tuple[tuple[str, Kind], ...]
    when: str

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        parts = (self.code, self.who, *(text for text, _kind in self.pills), self.when)
        return ", ".join(part for part in parts if part)


class CasesPresenter:
    """Between the page and the desk."""

    def __init__(self, ui: Ui, desk: Desk) -> None:
        self._desk, self._ui = desk, ui
        self.renew()

    def renew(self) -> None:
        """Look names up again: centres and staff may have come meanwhile."""
        self._names = Names(self._ui, self._desk)

    def read(self, query: CaseQuery) -> CasePage:
        """A page of rows; raises NotPermittedError."""
        return case_page(self._desk, query)

    def household_words(self) -> str:
        """How many people have an open file, and in how many households they stand."""
        ui = self._ui
        persons, households = count(self._desk)
        if not persons:
            return ""
        people = ui.ngettext("{count} person", "{count} people", persons)
        groups = ui.ngettext("{count} household", "{count} households", households)
        number = ui.language.format_number
        return ui.gettext("Open files: {people} in {households}").format(
            people=people.format(count=number(persons)),
            households=groups.format(count=number(households)),
        )

    def any_case(self) -> bool:
        """Whether the centre has a file at all."""
        return self.read(CaseQuery(open=None, limit=1)).total > 0

    def may_read(self) -> bool:
        """Whether the role sees files."""
        return self._desk.actor.may(Act.READ_CASES)

    def may_open(self) -> bool:
        """Whether the role opens files."""
        return self._desk.actor.may(Act.OPEN_CASE)

    def query(self, typed: str, state: str, order: str, narrowed: Sequence[str] = ()) -> CaseQuery:
        """What to look for: a code may be typed in parts, with any dashes and digits.

        `narrowed` to MINE, to what was CLOSED_LATELY, or to both.
        """
        return CaseQuery(
            text=_searched(typed),
            open=_STATES.get(state),
            order=CaseOrder(order or CaseOrder.LAST),
            responsible=self._desk.actor.id if MINE in narrowed else None,
            closed_since=self._start_of_month() if CLOSED_LATELY in narrowed else None,
        )

    def _start_of_month(self) -> Moment:
        zone = self._desk.store.reader.calendar().time().zone
        return Month.of(self._desk.now(), zone).start(zone)

    def line(self, row: CaseRow) -> CaseLine:
        """The words of a row."""
        names = self._names
        who = [names.label("sex", row.sex)] if row.sex else []
        who += [names.label("age_bands", row.age_band)] if row.age_band else []
        who += [names.label("districts", row.district)] if row.district else []
        return CaseLine(
            code=dashed(row.code),
            who=" · ".join(who) or self._ui.gettext("The person: nothing noted yet"),
            pills=tuple(self._pills(row)),
            when=self._ui.language.format_ago(row.last_at, self._desk.now()),
        )

    def _pills(self, row: CaseRow) -> list[tuple[str, Kind]]:
        ui, _ = self._ui, self._ui.gettext
        found: list[tuple[str, Kind]] = []
        if row.in_conflict:
            found.append((_("To decide"), Kind.LATE))
        if row.referrals_waiting:
            text = ui.ngettext(
                "{count} referral under way",
                "{count} referrals under way",
                row.referrals_waiting,
            )
            found.append((text.format(count=row.referrals_waiting), Kind.SOON))
        if not row.open:
            return [*found, (_("Closed"), Kind.NEUTRAL)]
        if row.open_needs:
            text = ui.ngettext("{count} open need", "{count} open needs", row.open_needs)
            found.append((text.format(count=row.open_needs), Kind.NEUTRAL))
        elif row.needs:
            found.append((_("Needs met"), Kind.OK))
        return found

    def count_words(self, total: int, *, more: bool) -> str:
        """How many files the list holds; of very many that match, only the newest."""
        ui = self._ui
        if more:
            words = ui.ngettext(
                "The newest {count} file that fits; type on to see fewer",
                "The newest {count} files that fit; type on to see fewer",
                total,
            )
        else:
            words = ui.ngettext("{count} file", "{count} files", total)
        return words.format(count=ui.language.format_number(total))


def _searched(typed: str) -> str:
    """Digits of a code without what stands between them; anything else as typed."""
    text = western_digits(typed).strip()
    bare = "".join(char for char in text if char.isdigit())
    return bare if bare and all(char.isdigit() or char in " -." for char in text) else text
