"""The line of steps says how far a referral really came."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from referral_app.domain.identifiers import ReferralId
from referral_app.services.answers import accept, complete, fail, put_on_hold, refuse, start
from referral_app.services.answers import open_referral as opens
from referral_app.services.referrals import cancel_referral, mark_in_error
from tests.fakes import DAY, Neighbours
from tests.services.builders import sent, shown
from ui.parts.names import Names
from ui.parts.referral_steps import PLACES, StepLine, step_line
from ui.widgets.steps import StepState

Act = Callable[[Neighbours, ReferralId], None]
DONE, HERE, AHEAD, STOPPED = (
    StepState.DONE,
    StepState.CURRENT,
    StepState.AHEAD,
    StepState.STOPPED,
)


def opened(two: Neighbours, referral: ReferralId) -> None:
    opens(two.there.desk, referral, two.clock.now())


def accepted(two: Neighbours, referral: ReferralId) -> None:
    opened(two, referral)
    accept(two.there.desk, referral, "Room 2", None, "", two.clock.now())


def waiting(two: Neighbours, referral: ReferralId) -> None:
    opened(two, referral)
    hold(two, referral)


def hold(two: Neighbours, referral: ReferralId) -> None:
    now = two.clock.now()
    put_on_hold(two.there.desk, referral, "W01", None, now + DAY, "", now)


def accepted_then_waiting(two: Neighbours, referral: ReferralId) -> None:
    accepted(two, referral)
    hold(two, referral)


def begun(two: Neighbours, referral: ReferralId) -> None:
    accepted(two, referral)
    start(two.there.desk, referral, two.clock.now())


def done(two: Neighbours, referral: ReferralId) -> None:
    begun(two, referral)
    complete(two.there.desk, referral, "O01", "E2", "", two.clock.now())


def done_at_once(two: Neighbours, referral: ReferralId) -> None:
    accepted(two, referral)
    complete(two.there.desk, referral, "O01", "E2", "", two.clock.now())


def declined(two: Neighbours, referral: ReferralId) -> None:
    opened(two, referral)
    refuse(two.there.desk, referral, "D01", "service", "", "", two.clock.now())


def failed(two: Neighbours, referral: ReferralId) -> None:
    begun(two, referral)
    fail(two.there.desk, referral, "O05", "service", "", two.clock.now())


def cancelled(two: Neighbours, referral: ReferralId) -> None:
    reason = two.here.desk.vocabularies.cancel_reasons
    code = next(e.code for e in reason.choices if "cancelled" in e.texts("statuses"))
    cancel_referral(two.here.desk, referral, code, "changed", two.clock.now())


def in_error(two: Neighbours, referral: ReferralId) -> None:
    reasons = two.here.desk.vocabularies.cancel_reasons.choices
    code = next(
        e.code
        for e in reasons
        if "entered-in-error" in e.texts("statuses") and not e.flag("supervisor_only")
    )
    mark_in_error(two.here.desk, referral, code, "wrong file", two.clock.now())


def nothing(_two: Neighbours, _referral: ReferralId) -> None:
    pass


SENT, OPENED = "Envoyée", "Opened"
LINES: list[tuple[Act, list[tuple[str, StepState]]]] = [
    (
        opened,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, HERE),
            ("Acceptée", AHEAD),
            ("Prise en charge", AHEAD),
            ("Réalisée", AHEAD),
        ],
    ),
    (
        accepted,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, DONE),
            ("Acceptée", HERE),
            ("Prise en charge", AHEAD),
            ("Réalisée", AHEAD),
        ],
    ),
    (
        waiting,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, DONE),
            ("Mise en attente", HERE),
            ("Prise en charge", AHEAD),
            ("Réalisée", AHEAD),
        ],
    ),
    (
        accepted_then_waiting,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, DONE),
            ("Acceptée", DONE),
            ("Mise en attente", HERE),
            ("Réalisée", AHEAD),
        ],
    ),
    (
        begun,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, DONE),
            ("Acceptée", DONE),
            ("Prise en charge", HERE),
            ("Réalisée", AHEAD),
        ],
    ),
    (
        done,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, DONE),
            ("Acceptée", DONE),
            ("Prise en charge", DONE),
            ("Réalisée", HERE),
        ],
    ),
    (
        done_at_once,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, DONE),
            ("Acceptée", DONE),
            ("Réalisée", HERE),
        ],
    ),
    (
        declined,
        [(SENT, DONE), ("Delivered", DONE), (OPENED, DONE), ("Refusée", STOPPED)],
    ),
    (
        failed,
        [
            (SENT, DONE),
            ("Delivered", DONE),
            (OPENED, DONE),
            ("Acceptée", DONE),
            ("Prise en charge", DONE),
            ("Non aboutie", STOPPED),
        ],
    ),
]


def line_of(both: Neighbours, names: Names, act: Act) -> StepLine:
    referral = sent(both)
    act(both, referral)
    both.relay()
    reader = both.here.store.reader
    return step_line(names, shown(both.here, referral), reader.way_of(referral))


@pytest.mark.parametrize(("act", "steps"), LINES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_line(
    both: Neighbours, names: Names, act: Act, steps: list[tuple[str, StepState]]
) -> None:
    line = line_of(both, names, act)
    assert [(step.label, step.state) for step in line.steps] == steps
    assert len(line.steps) <= PLACES


def test_a_request_that_nobody_fetched_is_only_sent(both: Neighbours, names: Names) -> None:
    line = line_of(both, names, nothing)
    states = [step.state for step in line.steps]
    assert states == [HERE, AHEAD, AHEAD, AHEAD, AHEAD, AHEAD]


@pytest.mark.parametrize(("act", "word"), [(cancelled, "Annulée"), (in_error, "Saisie par erreur")])
def test_what_the_sender_took_back_ends_where_it_was(
    both: Neighbours, names: Names, act: Act, word: str
) -> None:
    line = line_of(both, names, act)
    assert [(step.label, step.state) for step in line.steps] == [(SENT, DONE), (word, STOPPED)]
    assert line.reason


def test_a_refusal_says_why_and_who_decided(both: Neighbours, names: Names) -> None:
    line = line_of(both, names, declined)
    assert "Plus de place" in line.reason
    assert "Le service" in line.reason
    assert not line.note


def test_an_acceptance_says_where_to_go_in_its_note(both: Neighbours, names: Names) -> None:
    line = line_of(both, names, accepted)
    assert "Room 2" in line.note
    assert not line.reason


def test_the_recipient_has_what_was_delivered(both: Neighbours, ui: object) -> None:
    referral = sent(both)
    there = Names(ui, both.there.desk)  # type: ignore[arg-type]
    way = both.there.store.reader.way_of(referral)
    line = step_line(there, shown(both.there, referral), way)
    assert [(s.label, s.state) for s in line.steps[:2]] == [(SENT, DONE), ("Delivered", HERE)]
