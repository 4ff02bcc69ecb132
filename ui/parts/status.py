"""The state of a referral as a pill, and its way in words."""

from __future__ import annotations

from typing import Final, NamedTuple

from referral_app.domain.deadlines import deadline
from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import RANK, Mark, Referral, Status
from referral_app.language import N_, isolate, isolate_text
from referral_app.services.ports import Way
from ui.context import Ui
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.tokens import Kind

_KINDS: Final = {
    Status.ON_HOLD: Kind.SOON,
    Status.ACCEPTED: Kind.OK,
    Status.IN_PROGRESS: Kind.OK,
    Status.COMPLETED: Kind.OK,
    Status.REJECTED: Kind.LATE,
    Status.FAILED: Kind.LATE,
}
_PRIORITIES: Final = {"P1": Kind.LATE, "P2": Kind.SOON}
_MARKS: Final = {
    Mark.TWO_VALUES: N_("Two answers were given at once: ask which one holds."),
    Mark.REPORT_UNDER_CANCELLATION: N_(
        "The other centre reported a result although the referral had been withdrawn."
    ),
    Mark.UNKNOWN_STATUS: N_("A newer version of the program wrote a step that is not known here."),
    Mark.INCOMPLETE: N_("The request itself has not arrived yet."),
}


class PillWords(NamedTuple):
    """The words of a pill and its colour."""

    text: str
    kind: Kind


def status_kind(status: str) -> Kind:
    """The colour of a status; neutral while nothing has been decided."""
    return _KINDS.get(Status(status), Kind.NEUTRAL) if status in RANK else Kind.SOON


def status_pill(names: Names, status: str) -> PillWords:
    """A status as a row of a list knows it; an unknown one is to be checked."""
    if status not in RANK:
        return PillWords(names.ui.gettext("To check"), Kind.SOON)
    return PillWords(names.label("referral_statuses", status), status_kind(status))


def priority_pill(names: Names, priority: str) -> PillWords | None:
    """An emergency is red, an urgent need amber; a routine one needs no pill."""
    kind = _PRIORITIES.get(priority)
    return PillWords(names.label("priorities", priority), kind) if kind else None


def referral_pill(names: Names, referral: Referral) -> PillWords:
    """The state of a referral with the one thing that matters next: whom we wait for, until when.

    What is marked is to be checked, whatever else it says.
    """
    _ = names.ui.gettext
    if referral.marks:
        return PillWords(_("To check"), Kind.SOON)
    status, shown = referral.status, referral.shown
    words = names.label("referral_statuses", status.value)
    if referral.loop_closed:
        return PillWords(_("{status} · checked").format(status=words), status_kind(status))
    late = _late(names, referral)
    if late is not None:
        return late
    if status in (Status.REQUESTED, Status.RECEIVED) and referral.request:
        ago = names.ui.language.format_ago(referral.request.sent_at, names.now())
        return PillWords(_("Sent {ago}").format(ago=ago), _waiting_kind(referral))
    moment = shown.get("appointment_at") if shown and status is Status.ACCEPTED else None
    if isinstance(moment, int):
        when = names.ui.language.format_when(moment, names.now())
        return PillWords(_("Appointment {when}").format(when=isolate_text(when)), Kind.OK)
    return PillWords(words, status_kind(status))


def mark_words(ui: Ui, referral: Referral) -> list[str]:
    """Why a referral is to be checked, one sentence each."""
    return [ui.gettext(_MARKS[mark]) for mark in referral.marks]


def erased_words(ui: Ui, erased_at: Moment) -> str:
    """That the other centre erased its file: why a request is missing, and what is left."""
    _ = ui.gettext
    words = _(
        "The other centre erased its file on {day}, and with it what it had written here. The "
        "supervisor erases our part under “Files past their term”."
    )
    return words.format(day=isolate(ui.language.format_date(day_of(erased_at))))


def outside_words(names: Names, referral: Referral) -> str:
    """How the request reaches a service without a desk: never that anybody opened it there."""
    _ = names.ui.gettext
    means = referral.request.delivery if referral.request else ""
    words = names.label("delivery_means", means) if means else _("On paper or by telephone")
    return _("{means}: the answer is asked for by telephone, or comes back by coupon").format(
        means=words
    )


def way_words(ui: Ui, way: Way, now: Moment) -> str:
    """How far our last word has come: saved here, left somewhere, delivered, opened."""
    _, when = ui.gettext, ui.language.format_when
    # A later word of ours, such as a cancellation, is not the one that was opened.
    if way.opened is not None and (way.saved is None or way.opened >= way.saved):
        return _("Opened by a person: {when}").format(when=when(way.opened, now))
    if way.delivered is not None:
        return _("Delivered to the other centre: {when}").format(when=when(way.delivered, now))
    if way.at_hub is not None:
        words = _("At the hub, for the other centre to fetch: {when}")
        return words.format(when=when(way.at_hub, now))
    if way.deposited is not None:
        return _("Left for the other centre: {when}").format(when=when(way.deposited, now))
    return _("Saved here; leaves with the next exchange")


def _waiting_kind(referral: Referral) -> Kind:
    priority = referral.request.priority if referral.request else ""
    return _PRIORITIES.get(priority, Kind.NEUTRAL)


def _late(names: Names, referral: Referral) -> PillWords | None:
    """By how much the step that is waited for is late."""
    from ui.parts.due_words import late_words  # that module words pills, too

    due = deadline(referral, names.calendar, incoming=referral.sender != names.own)
    if due is None or referral.request is None or not due.late(names.now()):
        return None
    return PillWords(late_words(names, due.at, referral.request.priority), Kind.LATE)
