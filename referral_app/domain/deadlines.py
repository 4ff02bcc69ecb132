"""Which step of a referral is due, when, and when the supervisor hears of it (domain.md 1.4).

An emergency (P1) runs in real hours, by night, on holidays and through closures. All other clocks
run in the centre's working time:

    working_days   to the closing of the nth working day after
    hours          round the clock on working days alone: 72 hours are three of them
    days           days of the week, weekends among them, but no holiday and no closure

What falls outside of opening hours ends with the next opening. Lateness only ever tells: it locks
nothing and ends nothing (domain.md 1.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from referral_app.domain.calendar import Calendar, Limit, Unit
from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import FINAL, RECIPIENT_RANK, Referral, Status, StatusFact
from referral_app.domain.working_time import HOUR, WorkingTime

EMERGENCY: Final = "P1"
ROUTINE: Final = "P3"
_TOLD: Final = frozenset(status.value for status in RECIPIENT_RANK)
_DECIDED: Final = _TOLD - {Status.RECEIVED.value, Status.ON_HOLD.value}
_SERVED: Final = _DECIDED - {Status.ACCEPTED.value}
ESCALATE: Final = "escalate"
"""The limit after which the supervisor hears of what is late, counted from the step's own."""


class Step(StrEnum):
    """What is waited for: the first three are the recipient's, the call is the sender's."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    SERVE = "serve"
    CALL = "call"


class Clock(NamedTuple):
    """What a referral waits for, whatever the calendar says.

    The limit of `step` counts from `since`; `by_limit` False means the very day of `since`, such as
    that of a review. It ends no earlier than the day `not_before` (an appointment). The sender
    calls on the day `planned` if that comes first.
    """

    step: Step
    since: Moment
    by_limit: bool = True
    not_before: Moment | None = None
    planned: Moment | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The step that breaks next; the supervisor hears of it at `escalates`."""

    step: Step
    at: Moment
    escalates: Moment

    def late(self, now: Moment) -> bool:
        """Whether the moment has passed."""
        return self.at < now

    def escalated(self, now: Moment) -> bool:
        """Whether the supervisor should see to it."""
        return self.escalates <= now and self.late(now)


def clock_of(referral: Referral, *, incoming: bool) -> Clock | None:
    """Return the clock that runs for a referral on our side, or None when nothing is waited for.

    What the sender learned by telephone starts its clock anew: it stops the reminders until then.
    """
    shown, request = referral.shown, referral.request
    if shown is None or request is None:
        return None
    if incoming:
        return _theirs(referral.status, shown, request.sent_at)
    if referral.loop_closed or referral.status in (Status.CANCELLED, Status.ENTERED_IN_ERROR):
        return None
    clock = _theirs(referral.status, shown, request.sent_at)
    if clock is None or clock.step is Step.SERVE:
        clock = Clock(Step.CALL, _met_at(shown))
    heard = max((told.happened for told in referral.follow_ups), default=None)
    if heard is None:
        return clock._replace(planned=request.follow_up_on)
    # After a word from outside the review day or the limit is no longer what is waited for alone.
    return clock._replace(since=max(clock.since, heard))


def deadline(referral: Referral, calendar: Calendar, *, incoming: bool) -> Due | None:
    """Return what is due next in a referral on our side, or None.

    `calendar` is this centre's own, for what another centre has to do as well: calendars of others
    are not exchanged yet.
    """
    clock = clock_of(referral, incoming=incoming)
    request = referral.request
    if clock is None or request is None:
        return None
    category = request.category if incoming else None
    return due_of(clock, request.priority, calendar, category)


def due_of(clock: Clock, priority: str, calendar: Calendar, category: str | None) -> Due:
    """Return when a clock ends; a priority that is not known here counts as routine.

    `category` stops the clock in closures of that service, too.
    """
    known = priority if (priority, clock.step.value) in calendar.limits else ROUTINE
    time, urgent = calendar.time(category), known == EMERGENCY
    at = _day(clock.since, time, urgent=urgent)
    if clock.by_limit:
        at = _end(calendar.limits[known, clock.step.value], clock.since, time, urgent=urgent)
    if clock.not_before is not None:
        at = max(at, clock.not_before, _day(clock.not_before, time, urgent=urgent))
    step = clock.step
    if clock.planned is not None:
        planned = _day(clock.planned, time, urgent=urgent)
        if planned < at:
            at, step = planned, Step.CALL
    more = calendar.limits[known, ESCALATE]
    return Due(step, at, _end(more, at, time, urgent=urgent) if more.count else at)


def _theirs(status: Status, shown: StatusFact, sent_at: Moment) -> Clock | None:
    """The clock of the side that was asked."""
    if status in FINAL or status is Status.IN_PROGRESS:
        return None
    if status is Status.REQUESTED:
        return Clock(Step.ACKNOWLEDGE, sent_at)
    if status is Status.ACCEPTED:
        return Clock(Step.SERVE, shown.happened, not_before=_moment(shown, "appointment_at"))
    review = _moment(shown, "review_at")
    if status is Status.ON_HOLD and review is not None:
        return Clock(Step.DECIDE, review, by_limit=False)
    return Clock(Step.DECIDE, sent_at if status is Status.RECEIVED else shown.happened)


def _met_at(shown: StatusFact) -> Moment:
    """From when on the person can say what came of it: the appointment, else the last word."""
    return _moment(shown, "appointment_at") or shown.happened


def _moment(fact: StatusFact, name: str) -> Moment | None:
    value = fact.get(name)
    return Moment(value) if isinstance(value, int) else None


def _day(moment: Moment, time: WorkingTime, *, urgent: bool) -> Moment:
    """The end of the day that a person named, or of the next one on which somebody is here."""
    day = time.day_of(moment)
    return time.end_of(day) if urgent else time.closing(time.working_day_from(day))


def _end(limit: Limit, since: Moment, time: WorkingTime, *, urgent: bool) -> Moment:
    if limit.unit is Unit.HOURS:
        span = limit.count * HOUR
        return Moment(since + span) if urgent else time.add_round_the_clock(since, span)
    if urgent:
        return time.end_of(time.day_of(since) + timedelta(days=limit.count))
    if limit.unit is Unit.DAYS:
        return time.add_weekdays(since, limit.count)
    return time.add_days(since, limit.count)


class Stage(NamedTuple):
    """One step of a referral with its clock, and when it was met."""

    clock: Clock
    met: Moment | None


def stages_of(referral: Referral, *, incoming: bool) -> tuple[Stage, ...]:
    """Return the steps that a referral has gone through or is in, each with its clock."""
    request = referral.request
    if request is None:
        return ()
    told = sorted(referral.recipient_half.known, key=lambda fact: fact.happened)
    stages = [Stage(Clock(Step.ACKNOWLEDGE, request.sent_at), _first(told, _TOLD))]
    stages.append(Stage(Clock(Step.DECIDE, request.sent_at), _first(told, _DECIDED)))
    taken = [fact for fact in told if fact.status == Status.ACCEPTED]
    if taken:
        day = _moment(taken[-1], "appointment_at")
        serve = Clock(Step.SERVE, taken[-1].happened, not_before=day)
        stages.append(Stage(serve, _first(told, _SERVED)))
    now = clock_of(referral, incoming=incoming)
    stages = [stage for stage in stages if stage.met is not None]
    if now is not None:
        stages = [stage for stage in stages if stage.clock.step is not now.step]
        stages.append(Stage(now, None))
    return tuple(sorted(stages, key=lambda stage: list(Step).index(stage.clock.step)))


def _first(told: list[StatusFact], statuses: frozenset[str]) -> Moment | None:
    return next((fact.happened for fact in told if fact.status in statuses), None)
