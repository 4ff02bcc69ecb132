"""Random walks of two centres over one referral: what travels late still ends in one picture."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as walk

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import FINAL, RANK, Referral, Status
from referral_app.domain.staff import Role
from referral_app.errors import RefusedError
from referral_app.journal.commit import Commit
from referral_app.journal.stream import link
from referral_app.sentences import sentences
from referral_app.services import answers, loops, referrals
from referral_app.services.desk import Desk
from referral_app.services.today import today
from referral_app.services.views import ReferralView, referral_view
from tests.fakes import DAY, HOUR, Neighbours, Office
from tests.services.builders import sent, shown

Act = Callable[[Desk, ReferralId, Moment], object]
ACTS: Final[dict[Status, Act]] = {
    Status.RECEIVED: answers.open_referral,
    Status.ACCEPTED: lambda d, r, now: answers.accept(d, r, "Room 2", None, "", now),
    Status.ON_HOLD: lambda d, r, now: answers.put_on_hold(
        d, r, "W01", None, Moment(now + DAY), "", now
    ),
    Status.IN_PROGRESS: answers.start,
    Status.REJECTED: lambda d, r, now: answers.refuse(d, r, "D01", "service", "", "", now),
    Status.COMPLETED: lambda d, r, now: answers.complete(d, r, "O01", "E3", "", now),
    Status.FAILED: lambda d, r, now: answers.fail(d, r, "O06", "person", "", now),
    Status.CANCELLED: lambda d, r, now: referrals.cancel_referral(d, r, "K03", "", now),
    Status.ENTERED_IN_ERROR: lambda d, r, now: referrals.mark_in_error(d, r, "K07", "", now),
    Status.REINSTATED: lambda d, r, now: referrals.reinstate(d, r, "Came back", now),
}
OF_SENDER: Final = (Status.CANCELLED, Status.ENTERED_IN_ERROR, Status.REINSTATED)
OF_RECIPIENT: Final = tuple(status for status in ACTS if status not in OF_SENDER)
SENDERS: Final = st.sampled_from((Role.SOCIAL_WORKER, Role.SUPERVISOR))


def picture(office: Office, referral: ReferralId) -> tuple[object, ...]:
    """All that both sides must show alike."""
    found = shown(office, referral)
    return (
        found.status,
        found.marks,
        found.request,
        found.sender_half,
        found.recipient_half,
        found.loop,
        found.loop_closed,
    )


def _refusal(act: Callable[[Moment], object], now: Moment) -> RefusedError | None:
    try:
        act(now)
    except RefusedError as error:
        return error
    return None


class TwoDesks(RuleBasedStateMachine):
    """Both centres act as their screens offer; commits travel when and in what order they will."""

    both: Neighbours

    @initialize()
    def send(self) -> None:
        self.both.clock.advance(HOUR)
        self.referral = sent(self.both)
        self.stream = link(self.both.here.id, self.both.there.id)

    @rule(to=st.sampled_from(OF_RECIPIENT))
    def answer(self, to: Status) -> None:
        self._move(self.both.there.desk, self.both.there, to)

    @rule(to=st.sampled_from(OF_SENDER), role=SENDERS)
    def take_back(self, to: Status, role: Role) -> None:
        self._move(self.both.here.as_(role), self.both.here, to)

    @rule(to=st.sampled_from(OF_RECIPIENT))
    def correct(self, to: Status) -> None:
        view = self._view(self.both.there.desk)
        self._try(
            self.both.there,
            to in view.corrections,
            lambda now: answers.correct(self.both.there.desk, self.referral, to, "Slip", now),
        )
        if to in view.corrections:
            assert shown(self.both.there, self.referral).recipient_half.live[0].status == to

    @rule(evidence=st.sampled_from(("E0", "E2")), outcome=st.sampled_from(("", "O01")))
    def follow_up(self, evidence: str, outcome: str) -> None:
        before = shown(self.both.here, self.referral)
        loops.record_follow_up(
            self.both.here.desk,
            self.referral,
            "telephone",
            evidence,
            outcome,
            "",
            self.both.clock.now(),
        )
        after = shown(self.both.here, self.referral)
        assert after.recipient_half == before.recipient_half
        assert after.status is before.status

    @rule()
    def close(self) -> None:
        desk = self.both.here.desk
        may = self._view(desk).may_close_loop
        self._try(
            self.both.here,
            may,
            lambda now: loops.close_loop(desk, self.referral, "open", "", now),
        )
        assert not may or shown(self.both.here, self.referral).loop_closed

    @rule()
    def reopen(self) -> None:
        desk = self.both.here.as_(Role.SUPERVISOR)
        may = self._view(desk).may_reopen_loop
        self._try(
            self.both.here,
            may,
            lambda now: loops.reopen_loop(desk, self.referral, "She called", now),
        )
        assert not may or not shown(self.both.here, self.referral).loop_closed

    @rule(forth=st.booleans(), seed=st.integers(0, 9))
    def some_travel(self, forth: bool, seed: int) -> None:
        """Some commits arrive, in any order, some of them twice."""
        giver, taker = self._ways(forth)
        commits = self._commits(giver)
        chance = random.Random(seed)
        some = [c for c in commits if chance.random() < 0.5]
        some += some[:2]
        chance.shuffle(some)
        with taker.store.begin() as work:
            for commit in some:
                work.accept(commit)

    @rule(forth=st.booleans())
    def all_travel(self, forth: bool) -> None:
        self.both.carry(*self._ways(forth))

    @rule(hours=st.integers(-30, 200))
    def time_passes(self, hours: int) -> None:
        """Clocks are set back as well."""
        self.both.clock.advance(hours * HOUR)

    @invariant()
    def nothing_is_invented(self) -> None:
        for office in (self.both.here, self.both.there):
            found = shown(office, self.referral)
            self._what_is_shown_was_said(found)
            self._views_agree(found, self._view(office.desk))

    @invariant()
    def the_home_screen_can_be_read(self) -> None:
        for office in (self.both.here, self.both.there):
            today(office.desk)

    def teardown(self) -> None:
        """Once everything has arrived, both show the same, and the same as what each wrote."""
        self.both.relay()
        pictures = [picture(office, self.referral) for office in (self.both.here, self.both.there)]
        assert pictures[0] == pictures[1]
        own = shown(self.both.here, self.referral).sender_half
        assert own == shown(self.both.there, self.referral).sender_half

    def _what_is_shown_was_said(self, found: Referral) -> None:
        said = {
            fact.status for half in (found.sender_half, found.recipient_half) for fact in half.live
        }
        expected = max((RANK[Status(status)] for status in said), default=0)
        assert RANK[found.status] == expected
        assert not found.loop_closed or found.loop.value == ("closed", found.status.value)

    def _views_agree(self, found: Referral, view: ReferralView) -> None:
        if found.status in FINAL and not view.incoming:
            assert view.may_close_loop is not found.loop_closed
        assert not view.moves & view.corrections or found.marks

    def _move(self, desk: Desk, office: Office, to: Status) -> None:
        view = self._view(desk)
        # Opening is idempotent: it is never refused, and adds nothing where nothing is to say.
        offered = to in view.moves or to is Status.RECEIVED
        before = len(self._commits(office))
        self._try(office, offered, lambda now: ACTS[to](desk, self.referral, now))
        assert to in view.moves or len(self._commits(office)) == before
        if to in view.moves:
            half = shown(office, self.referral)
            mine = half.sender_half if to in OF_SENDER else half.recipient_half
            assert [fact.status for fact in mine.live] == [to.value]

    def _try(self, office: Office, offered: bool, act: Callable[[Moment], object]) -> None:
        """What is offered is taken; what is not is refused with a sentence and changes nothing."""
        before = len(self._commits(office))
        refused = _refusal(act, self.both.clock.now())
        if refused is None:
            assert offered
            return
        assert refused.key in sentences()
        assert len(self._commits(office)) == before
        # A clock that was set back may put an act before the sending.
        assert refused.key == "date.before_start" or not offered, refused.key

    def _view(self, desk: Desk) -> ReferralView:
        return referral_view(desk, self.referral)

    def _ways(self, forth: bool) -> tuple[Office, Office]:
        here, there = self.both.here, self.both.there
        return (here, there) if forth else (there, here)

    def _commits(self, office: Office) -> tuple[Commit, ...]:
        with office.store.begin() as work:
            return work.commits_of(self.stream)


def test_random_walks_end_in_one_picture(both: Neighbours) -> None:
    machine = type("Walk", (TwoDesks,), {"both": both})
    walk(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
