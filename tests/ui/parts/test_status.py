"""Pills and ways: the state in a few words."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.language import without_isolates
from referral_app.services.answers import accept, open_referral
from referral_app.services.loops import close_loop
from referral_app.services.ports import Way
from tests.fakes import DAY, Neighbours
from tests.services.builders import declined, sent, shown, write_status
from ui.context import Ui
from ui.parts.names import Names
from ui.parts.status import (
    mark_words,
    priority_pill,
    referral_pill,
    status_pill,
    way_words,
)
from ui.tokens import Kind


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words(names: Names, status: Status) -> None:
    pill = status_pill(names, status.value)
    assert pill.text
    assert pill.text != status.value


def test_an_unknown_status_is_to_be_checked(names: Names) -> None:
    assert status_pill(names, "teleported") == ("To check", Kind.SOON)


def test_priorities_that_stand_out(names: Names) -> None:
    assert priority_pill(names, "P1") == ("Urgence", Kind.LATE)
    assert priority_pill(names, "P2") == ("Urgent", Kind.SOON)
    assert priority_pill(names, "P3") is None


def test_what_waits_says_since_when(names: Names, both: Neighbours) -> None:
    routine = sent(both)
    urgent = sent(both, priority="P1", priority_reason="Tonight")
    both.clock.advance(2 * DAY)
    assert referral_pill(names, shown(both.here, routine)) == (
        "Sent il y a 2 jours",
        Kind.NEUTRAL,
    )
    assert referral_pill(names, shown(both.here, urgent)).kind is Kind.LATE


def test_an_appointment_is_what_matters_next(names: Names, both: Neighbours) -> None:
    referral = sent(both)
    open_referral(both.there.desk, referral, both.clock.now())
    at = Moment(both.clock.now() + DAY)
    accept(both.there.desk, referral, "Room 2", at, "", both.clock.now())
    both.relay()
    pill = referral_pill(names, shown(both.here, referral))
    assert without_isolates(pill.text).startswith("Appointment ")
    assert pill.kind is Kind.OK


def test_a_closed_loop_is_said_to_be(names: Names, both: Neighbours) -> None:
    referral = declined(both)
    close_loop(both.here.desk, referral, "not_met", "", both.clock.now())
    assert referral_pill(names, shown(both.here, referral)) == ("Refusée · checked", Kind.LATE)


def test_what_is_marked_is_to_be_checked_and_says_why(
    ui: Ui, names: Names, both: Neighbours
) -> None:
    referral = sent(both)
    open_referral(both.there.desk, referral, both.clock.now())
    write_status(both.there, both.here.id, referral, "teleported")
    both.relay()
    found = shown(both.here, referral)
    assert referral_pill(names, found) == ("To check", Kind.SOON)
    assert any("newer version" in sentence for sentence in mark_words(ui, found))


def test_the_way_says_how_far_it_came(ui: Ui) -> None:
    steps = [Moment(DAY), Moment(2 * DAY), Moment(3 * DAY)]
    now = Moment(4 * DAY)
    ways = [
        Way(Moment(0), None, None, None),
        Way(Moment(0), steps[0], None, None),
        Way(Moment(0), steps[0], None, None, steps[1]),
        Way(Moment(0), steps[0], steps[1], None, steps[1]),
        Way(Moment(0), steps[0], steps[1], steps[2]),
    ]
    words = [way_words(ui, way, now) for way in ways]
    starts = ("Saved here", "Left for", "At the hub", "Delivered to", "Opened by")
    assert all(text.startswith(start) for text, start in zip(words, starts, strict=True))
