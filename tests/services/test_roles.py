"""Who may do what: every public service under every role, none forgotten."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from referral_app import services
from referral_app.domain.identifiers import CaseId, ConsentId, Moment, NeedId, ReferralId, WriteId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.errors import NotPermittedError, ReferralAppError
from referral_app.services import (
    answers,
    cases,
    consents,
    drafts,
    finding,
    intake,
    loops,
    referrals,
    sending,
    today,
    views,
)
from referral_app.services.desk import Desk
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from tests.fakes import DAY, Neighbours, neighbours
from tests.services.builders import accepted, consent, opened, request, sent
from tests.services.builders import intake as page

SOCIAL, RECEPTION, SUPERVISOR, TRAINER, ADMINISTRATOR = (
    Role.SOCIAL_WORKER,
    Role.RECEPTION,
    Role.SUPERVISOR,
    Role.TRAINER,
    Role.ADMINISTRATOR,
)
WORKERS: Final = frozenset({SOCIAL, SUPERVISOR})
READERS: Final = WORKERS | {RECEPTION}
EVERYBODY: Final = frozenset(Role)


@dataclass(frozen=True)
class Scene:
    """Records on which every service can be tried."""

    both: Neighbours
    case: CaseId
    need: NeedId
    consent: ConsentId
    note: WriteId
    outgoing: ReferralId

    @property
    def now(self) -> Moment:
        return self.both.clock.now()


Try = Callable[[Desk, Scene], object]
# Checks inside a transaction and pure helpers: they take a desk, but the caller asked the role.
HELPERS: Final = {
    "case_value", "need_value", "check_priority", "caregiver_of", "supervisor_agrees",
    "date_of", "other_centre", "received_referral", "sent_referral", "side_of", "write_status",
    "readable", "readable_value", "timeline_of", "need_facts", "consent_fact", "still_open_under",
}  # fmt: skip


def _today(desk: Desk, _: Scene) -> object:
    return today.today(desk)


MATRIX: Final[dict[str, tuple[frozenset[Role], Try]]] = {
    "open_case": (READERS, lambda d, s: intake.open_case(d, page(s.both))),
    "set_case_fields": (
        WORKERS,
        lambda d, s: cases.set_case_fields(d, s.case, {"sex": "M"}, s.now),
    ),
    "add_note": (WORKERS, lambda d, s: cases.add_note(d, s.case, "Note", s.now)),
    "redact_note": (WORKERS, lambda d, s: cases.redact_note(d, s.case, s.note, "Why")),
    "record_need": (
        WORKERS,
        lambda d, s: cases.record_need(d, s.case, cases.NeedEntry("S10"), s.now),
    ),
    "set_need_fields": (
        WORKERS,
        lambda d, s: cases.set_need_fields(d, s.need, {"state": "met"}, s.now),
    ),
    "close_case": (WORKERS, lambda d, s: cases.close_case(d, s.case, "C01", "", s.now)),
    "reopen_case": (WORKERS, lambda d, s: cases.reopen_case(d, s.case, s.now)),
    "record_consent": (
        WORKERS,
        lambda d, s: consents.record_consent(d, s.case, consent(now=s.now), s.now),
    ),
    "end_consent": (WORKERS, lambda d, s: consents.end_consent(d, s.consent, "Why", s.now)),
    "check_consent": (
        READERS,
        lambda d, s: consents.check_consent(d, s.case, s.both.there.id, (), s.now),
    ),
    "preview_disclosure": (
        WORKERS,
        lambda d, s: sending.preview_disclosure(d, s.case, s.need, s.both.there.id, request()),
    ),
    "send_referral": (
        WORKERS,
        lambda d, s: referrals.send_referral(d, s.need, s.both.there.id, request(), s.now),
    ),
    "refer_again": (WORKERS, lambda d, s: referrals.refer_again(d, s.outgoing)),
    "cancel_referral": (
        WORKERS,
        lambda d, s: referrals.cancel_referral(d, s.outgoing, "K01", "", s.now),
    ),
    "mark_in_error": (
        WORKERS,
        lambda d, s: referrals.mark_in_error(d, s.outgoing, "K07", "", s.now),
    ),
    "reinstate": (
        frozenset({SUPERVISOR}),
        lambda d, s: referrals.reinstate(d, s.outgoing, "Why", s.now),
    ),
    "open_referral": (WORKERS, lambda d, s: answers.open_referral(d, s.outgoing, s.now)),
    "accept": (WORKERS, lambda d, s: answers.accept(d, s.outgoing, "Room", None, "", s.now)),
    "put_on_hold": (
        WORKERS,
        lambda d, s: answers.put_on_hold(
            d, s.outgoing, "W01", None, Moment(s.now + DAY), "", s.now
        ),
    ),
    "start": (WORKERS, lambda d, s: answers.start(d, s.outgoing, s.now)),
    "refuse": (
        WORKERS,
        lambda d, s: answers.refuse(d, s.outgoing, "D01", "service", "", "", s.now),
    ),
    "complete": (WORKERS, lambda d, s: answers.complete(d, s.outgoing, "O01", "E3", "", s.now)),
    "fail": (WORKERS, lambda d, s: answers.fail(d, s.outgoing, "O06", "person", "", s.now)),
    "correct": (
        WORKERS,
        lambda d, s: answers.correct(d, s.outgoing, Status.RECEIVED, "Why", s.now),
    ),
    "record_follow_up": (
        WORKERS,
        lambda d, s: loops.record_follow_up(d, s.outgoing, "telephone", "E1", "", "", s.now),
    ),
    "close_loop": (WORKERS, lambda d, s: loops.close_loop(d, s.outgoing, "met", "", s.now)),
    "reopen_loop": (
        frozenset({SUPERVISOR}),
        lambda d, s: loops.reopen_loop(d, s.outgoing, "Why", s.now),
    ),
    "case_page": (READERS, lambda d, s: views.case_page(d, CaseQuery())),
    "referral_page": (
        READERS,
        lambda d, s: views.referral_page(d, ReferralQuery(ReferralBox.SENT)),
    ),
    "case_view": (READERS, lambda d, s: views.case_view(d, s.case)),
    "referral_view": (READERS, lambda d, s: views.referral_view(d, s.outgoing)),
    "find": (READERS, lambda d, s: finding.find(d, "S10")),
    "today": (EVERYBODY, _today),
    # A lock keeps what anybody typed: no role is asked, and nobody reads another's.
    "keep_draft": (EVERYBODY, lambda d, s: drafts.keep_draft(d, "intake", "", "{}")),
    "draft": (EVERYBODY, lambda d, s: drafts.draft(d, "intake", "")),
    "drafts": (EVERYBODY, lambda d, s: drafts.drafts(d)),
    "discard_draft": (EVERYBODY, lambda d, s: drafts.discard_draft(d, "intake", "")),
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder: Path = tmp_path_factory.mktemp("roles")
    with neighbours(folder) as both:
        made = opened(both)
        assert made.consent
        note = cases.add_note(both.here.desk, made.case, "Note", both.clock.now())
        yield Scene(both, made.case, made.needs[0], made.consent, note, sent(both))


def public_services() -> set[str]:
    """Every public function of the services whose first argument is the desk."""
    found = set()
    for module in pkgutil.iter_modules(services.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), "")
            if function.__module__ == loaded.__name__ and first == "desk" and name[0] != "_":
                found.add(name)
    return found


def test_every_service_is_tried_under_every_role() -> None:
    """A new service without its line here fails."""
    assert public_services() - HELPERS == MATRIX.keys()


def test_no_helper_is_listed_that_is_gone() -> None:
    assert public_services() >= HELPERS


def test_helpers_ask_no_role_of_their_own() -> None:
    """A helper that would ask a role is a service, and belongs into the matrix."""
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if name in HELPERS and function.__module__ == loaded.__name__:
                assert "desk.require" not in inspect.getsource(function), name


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_matrix(scene: Scene, name: str, role: Role) -> None:
    allowed, attempt = MATRIX[name]
    desk = scene.both.here.as_(role)
    if role not in allowed:
        with pytest.raises(NotPermittedError) as caught:
            attempt(desk, scene)
        assert caught.value.values["role"] == role.value
        return
    try:
        attempt(desk, scene)
    except NotPermittedError:
        raise
    except ReferralAppError:
        pass  # what the rules refuse for another reason is tried elsewhere


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_left_may_do_nothing_but_keep_what_was_typed(scene: Scene, name: str) -> None:
    from dataclasses import replace

    allowed, attempt = MATRIX[name]
    desk = scene.both.here.as_(SUPERVISOR)
    desk = desk.acting_as(replace(desk.actor, active=False))
    if "draft" in name:
        attempt(desk, scene)
        return
    with pytest.raises(NotPermittedError):
        attempt(desk, scene)
    assert allowed


def test_an_administrator_sees_no_case_content(scene: Scene) -> None:
    home = today.today(scene.both.here.as_(ADMINISTRATOR))
    assert (home.to_do, home.arrived) == ((), ())
    assert set(vars_of(home.counts)) == {0}
    assert today.today(scene.both.here.as_(SOCIAL)).counts.open_cases > 0


def vars_of(counts: object) -> list[int]:
    return [getattr(counts, name) for name in counts.__slots__]  # type: ignore[attr-defined]


def test_only_the_named_roles_read_locked_flags(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        supervisor = both.here.as_(SUPERVISOR)
        entry = consent(both.there.id, now=both.clock.now(), fields=("flags", "V12"))
        made = opened(
            both,
            supervisor,
            fields={"flags": ("V12", "V19")},
            needs=(intake.NeedEntry("S08"),),
            consent=entry,
            sends=(intake.SendEntry(0, both.there.id, request(fields=("flags", "V12"))),),
        )
        both.relay()
        for office in (both.here, both.there):
            social, reception = (office.as_(role) for role in (SOCIAL, RECEPTION))
            told = repr(views.referral_view(social, made.referrals[0]))
            hidden = repr(views.referral_view(reception, made.referrals[0]))
            assert "V12" in told
            assert "V12" not in hidden
            assert "V19" in hidden
        told = repr(views.case_view(both.here.as_(SOCIAL), made.case))
        hidden = repr(views.case_view(both.here.as_(RECEPTION), made.case))
        assert "V12" in told
        assert "V12" not in hidden
        assert "V19" in hidden


def test_moves_offered_are_those_that_are_taken(tmp_path: Path) -> None:
    """A button that a role is shown does not refuse for the role."""
    with neighbours(tmp_path) as both:
        referral = accepted(both)
        here = {role: views.referral_view(both.here.as_(role), referral) for role in READERS}
        assert here[RECEPTION].moves == frozenset()
        assert here[SOCIAL].moves == {Status.CANCELLED}
        assert here[SUPERVISOR].moves == {Status.CANCELLED, Status.ENTERED_IN_ERROR}
        there = {role: views.referral_view(both.there.as_(role), referral) for role in READERS}
        assert there[RECEPTION].moves == there[RECEPTION].corrections == frozenset()
        assert there[SOCIAL].moves == {
            Status.ON_HOLD,
            Status.IN_PROGRESS,
            Status.COMPLETED,
            Status.FAILED,
        }
