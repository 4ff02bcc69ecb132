"""What the home screen says: rows of work with one act each, arrivals, the exchange."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.staff import Staff
from referral_app.services.ports import Activity
from referral_app.services.views import ExchangeState, Today
from ui.parts.code_words import dashed
from ui.parts.names import Names
from ui.parts.timeline_words import activity_words
from ui.parts.todo_words import Task, TodoWords

SHOWN: Final = 25
"""Rows of work at once; the rest is counted."""
ARRIVALS: Final = 5
"""As many arrivals as stand beside the work without scrolling; all of them stand in the lists."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that came from another centre."""

    referral: ReferralId
    icon: str
    color: str
    text: str
    under: str


@dataclass(frozen=True)
class Picture:
    """The whole page in words."""

    tasks: tuple[Task, ...]
    more: int
    arrivals: tuple[Arrival, ...]
    exchange: tuple[str, ...]
    first_day: bool


class TodayPresenter:
    """Words the home screen for the person at the desk."""

    def __init__(self, names: Names, actor: Staff) -> None:
        self._names, self._ui = names, names.ui
        self._work = TodoWords(names, actor)

    def picture(self, today: Today) -> Picture:
        """The page at this moment."""
        counts = today.counts
        return Picture(
            tasks=tuple(self._work.task(item) for item in today.to_do[:SHOWN]),
            more=max(today.waiting - SHOWN, 0),
            arrivals=tuple(self._arrival(told) for told in today.arrived[:ARRIVALS]),
            exchange=tuple(self._exchange(today.exchange)),
            first_day=not (today.to_do or today.arrived or counts.open_cases or counts.open_needs),
        )

    def _arrival(self, told: Activity) -> Arrival:
        icon, color, text = activity_words(self._names, told)
        under = [
            dashed(told.case_code, isolated=True),
            self._names.category(told.category) if told.incoming else "",
            self._ago(told.arrived_at),
        ]
        return Arrival(told.referral, icon, color, text, " · ".join(part for part in under if part))

    def _exchange(self, state: ExchangeState) -> Iterable[str]:
        _ = self._ui.gettext
        if not state.last_contact:
            yield _("Nothing has come from another centre yet.")
        latest = sorted(state.last_contact.items(), key=lambda pair: pair[1], reverse=True)
        for centre, at in latest[:3]:
            sentence = _("{centre}: last heard {ago}")
            yield sentence.format(centre=self._names.centre(centre), ago=self._ago(at))
        if state.waiting_to_leave:
            yield self._ui.ngettext(
                "{count} message waits to leave.",
                "{count} messages wait to leave.",
                state.waiting_to_leave,
            ).format(count=state.waiting_to_leave)
        if state.missing:
            yield self._ui.ngettext(
                "{count} message has not arrived yet.",
                "{count} messages have not arrived yet.",
                state.missing,
            ).format(count=state.missing)
        elif state.last_contact and not state.waiting_to_leave:
            yield _("Nothing is missing.")

    def _ago(self, moment: Moment) -> str:
        return self._ui.language.format_ago(moment, self._names.now())
