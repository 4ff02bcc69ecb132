"""Any order of the same commits gives the same lists; folding anew gives them again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.consent import ANY_CENTRE
from referral_app.domain.facts import Fact, Place, Value
from referral_app.domain.identifiers import Moment, WriteId, referral_id
from referral_app.domain.referral import FINAL
from referral_app.exchange.founding import found
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.commit import Commit, without, writes
from referral_app.journal.stream import own
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from referral_app.storage.projecting.refresh import rebuild
from referral_app.storage.store import open_store
from tests.storage.peer import Peer, arrive
from tests.storage.stores import (
    OWN,
    PASSPHRASE,
    PEER,
    START,
    Opened,
    fact,
    founded,
    identity,
    reopened,
)
from tests.storage.tables import everything, facts_held, found_by, projections, refolded, writer

CASES = [bytes([1, n]) * 8 for n in range(3)]
NEEDS = [bytes([2, n]) * 8 for n in range(3)]
CONSENT = bytes([5, 5]) * 8
SENT = [referral_id(OWN, bytes([3, n]) * 4) for n in range(2)]
RECEIVED = [referral_id(PEER, bytes([4, n]) * 4) for n in range(2)]
HOUSEHOLDS: list[Value] = [(b"h" * 16, "child"), (b"i" * 16, "partner"), ()]
STATUSES = ("requested", "received", "accepted", "completed", "cancelled", "rejected", "unheard-of")


class Story:
    """Two desks that write at random, each naming some of what it has seen."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        chance = seeded_randomness(seed)
        co_desk = identity(OWN, bytes(range(2, 34)), b"c" * 8)
        self.here = Peer(desk=co_desk, chance=chance, stream=own(OWN))
        self.linked = Peer(desk=co_desk, chance=chance)
        self.there = Peer(chance=chance)
        self.sent = SENT
        self.written: dict[tuple[bytes, str], list[WriteId]] = {}

    def commits(self, count: int) -> list[Commit]:
        """Write so many commits, and a third centre's membership."""
        chance = seeded_randomness(self.random.getrandbits(32))
        clock = ManualClock(Moment(START + 5))
        stranger = found(DeskKeys.generate(chance), "training", "1", clock, chance)
        return [*(self._one() for _ in range(count)), *stranger.commits]

    def _one(self) -> Commit:
        pick = self.random.choice
        bundle = [self._fact() for _ in range(self.random.randint(1, 4))]
        writer = pick((self.here, self.here, self.linked, self.there))
        commit = writer.write(*bundle)
        self.note(commit)
        return commit

    def note(self, commit: Commit) -> None:
        """Let later facts name what this commit says as seen."""
        for write in writes(commit):
            key = (write.fact.record, write.fact.kind)
            self.written.setdefault(key, []).append(write.id)

    def _consent(self, case: bytes) -> Fact:
        named = self.random.sample(["*", OWN.hex(), PEER.hex(), "nobody"], 2)
        until = self.random.choice([START, START + 5])
        given: dict[str, Value] = {"form": "written", "recipients": tuple(named), "fields": ()}
        return fact(facts.CONSENT_GIVEN, CONSENT, case=case, until=until, **given)

    def _purge(self, need: bytes) -> Fact:
        """An erasure; now and then it names what belongs to the file."""
        named = self.random.choice([(), (need,), (need, self.sent[0])])
        record = self.random.choice([*CASES, *RECEIVED])
        return fact(facts.CASE_PURGED, record, records=named, reason="")

    def _invitation(self, invitation: bytes) -> Fact:
        blocks = {"first_block": 1, "blocks": 1}
        secret = b"s" * 16
        return fact(facts.INVITATION_ISSUED, invitation, secret=secret, expires=START, **blocks)

    def _fact(self) -> Fact:
        pick, case, need = self.random.choice, self.random.choice(CASES), self.random.choice(NEEDS)
        referral = pick(self.sent + RECEIVED)
        bare = pick(
            [
                fact(facts.CASE_OPENED, case, code=pick(["4231900869", "5231900838"])),
                fact(facts.CASE_FIELD, case, field=pick(["sex", "closure"]), value=pick("ABC")),
                fact(facts.CASE_FIELD, case, field="household", value=pick(HOUSEHOLDS)),
                fact(facts.NOTE_ADDED, case, text=pick(["Bonjour", "مرحبا", "logement"])),
                fact(facts.ENTRY_REDACTED_CASE, case, reason="asked"),
                fact(facts.NEED_RECORDED, need, case=case),
                self._consent(case),
                fact(facts.CONSENT_ENDED, CONSENT, reason="asked"),
                fact(facts.NEED_FIELD, need, field=pick(["state", "detail"]), value=pick("AB")),
                fact(facts.REFERRAL_FILED, referral, case=case, need=need),
                fact(
                    facts.REFERRAL_STATUS,
                    referral,
                    status=pick(STATUSES),
                    case_code="4231900869",
                    category="S10",
                ),
                fact(facts.REFERRAL_LOOP, referral, field="loop", value=("closed", "completed")),
                fact(facts.STAFF_FIELD, CASES[0], field=pick(["label", "role"]), value="reception"),
                fact(
                    facts.CENTRE_INTRODUCED, pick(CASES), name_fr="X", name_ar="", invitation=need
                ),
                self._invitation(need),
                self._purge(need),
                fact(facts.REFERRAL_PURGED, referral),
                fact(facts.BLOCK_GRANTED, need, device=b"d" * 16, number=pick([1, 2])),
            ]
        )
        known = self.written.get((bare.record, bare.kind), [])
        seen = self.random.sample(known, self.random.randint(0, min(2, len(known))))
        happened = Moment(START + self.random.randint(-5, 5))
        return Fact(bare.kind, bare.record, happened, bare.content, tuple(seen))


def _words(opened: Opened) -> dict[str, int]:
    words = ("bonjour", "مرحبا", "logement", "4231900869", "a", "b")
    return {word: found_by(opened.files, word) for word in words}


def _torn(commit: Commit, chance: random.Random) -> Commit:
    """A copy that lacks some facts, as a desk sends it that has erased them; desks lose none."""
    if commit.stream.place is Place.MEMBERSHIP:
        return commit
    places = range(len(commit.facts))
    return without(commit, chance.sample(places, chance.randint(1, len(places))))


def _take(opened: Opened, commits: Sequence[Commit], sizes: Sequence[int]) -> None:
    """Accept commits in transactions of the given sizes, then the rest."""
    left = list(commits)
    for size in sizes:
        arrive(opened, *left[:size])
        del left[:size]
    arrive(opened, *left)


def assert_rows_tell_the_records(opened: Opened) -> None:
    """Rows are made from a few facts; they must say what the whole record says."""
    reader = opened.store.reader
    for row in reader.case_page(CaseQuery(open=None)).rows:
        case = reader.case(row.id)
        assert case
        needs = reader.needs_of(row.id)
        assert (row.code, row.opened_at, row.open) == (case.code, case.opened_at, case.is_open)
        assert row.sex == case.fields.text("sex")
        assert (row.needs, row.open_needs) == (len(needs), sum(need.is_open for need in needs))
        doubtful = [*case.fields.conflicts, *(c for need in needs for c in need.fields.conflicts)]
        assert row.in_conflict == bool(doubtful)
    assert_tallies_are_counted(opened)
    for box in (ReferralBox.RECEIVED, ReferralBox.SENT):
        for line in reader.referral_page(ReferralQuery(box)).rows:
            referral = reader.referral(line.id)
            assert referral
            assert (line.status, line.loop_closed) == (referral.status, referral.loop_closed)
            assert (line.case, line.marked) == (referral.case, bool(referral.marks))


def assert_tallies_are_counted(opened: Opened) -> None:
    """What is counted as rows come and go is what counting them all says."""
    reader, ask = opened.store.reader, writer(opened.files).all
    ((needs,),) = ask("SELECT count(*) FROM need_row WHERE is_open = 1")
    assert reader.counts().open_needs == needs
    for state in (True, False, None):
        page = reader.case_page(CaseQuery(open=state, limit=1000))
        assert page.total == len(page.rows)
    assert reader.counts().open_cases == reader.case_page(CaseQuery()).total


def assert_endings_are_those_of_the_consents(opened: Opened) -> None:
    """The row of each referral under way says when the last consent to its recipient ends."""
    reader = opened.store.reader
    told = dict(writer(opened.files).all("SELECT id, consent_ends FROM referral_row"))
    for box in (ReferralBox.RECEIVED, ReferralBox.SENT):
        for line in reader.referral_page(ReferralQuery(box)).rows:
            found = reader.referral(line.id)
            assert found
            over = line.incoming or line.loop_closed or found.status in FINAL
            ends = [
                min(consent.until, consent.ended_at or consent.until)
                for consent in (reader.consents_of(line.case) if line.case else ())
                if line.peer.hex() in consent.recipients
                or (found.service is None and ANY_CENTRE in consent.recipients)
            ]
            assert told[line.id] == (None if over else max(ends, default=None))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(
    st.integers(0, 2**32),
    st.integers(1, 30),
    st.lists(st.integers(0, 8), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_does_not_matter(
    seed: int, count: int, sizes: list[int], shuffle: random.Random
) -> None:
    commits = Story(seed).commits(count)
    shuffled = commits + commits[: count // 2]
    shuffle.shuffle(shuffled)
    lacking = shuffle.sample(commits, count // 3)
    shuffled = [_torn(commit, shuffle) for commit in lacking] + shuffled
    with (
        TemporaryDirectory() as one,
        TemporaryDirectory() as two,
        founded(Path(one)) as first,
        founded(Path(two)) as second,
    ):
        _take(first, commits, [])
        _take(second, shuffled, sizes)
        told = projections(first.files)
        # What arrived when is each desk's own; both clocks stand still here.
        assert projections(second.files) == told
        assert refolded(second.files, OWN) == told
        assert facts_held(second.files) == facts_held(first.files)
        assert _words(second) == _words(first)
        assert_rows_tell_the_records(second)
        assert_endings_are_those_of_the_consents(second)
        with second.store.begin() as a, first.store.begin() as b:
            for stream in b.streams():
                assert a.heads(stream) == b.heads(stream)
                assert a.missing(stream) == b.missing(stream)


def test_lists_of_other_rules_are_folded_anew(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        _take(opened, Story(11).commits(60), [])
        told, words = projections(opened.files), _words(opened)
        with writer(opened.files).change():
            writer(opened.files).run("UPDATE meta SET value = 0 WHERE name = 'fold_version'")
            writer(opened.files).run("DELETE FROM case_row")
            writer(opened.files).run("UPDATE referral_row SET status = 'lost'")
    steps: list[tuple[int, int]] = []
    with open_store(tmp_path, PASSPHRASE) as files:
        assert not files.is_folded
        files.attach(
            identity(), ManualClock(START), seeded_randomness(1), lambda *at: steps.append(at)
        )
        assert files.is_folded
        assert projections(files) == told
        assert {word: found_by(files, word) for word in words} == words
    assert steps
    assert steps[-1][0] == steps[-1][1]


def test_folding_anew_is_all_or_nothing(tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with founded(tmp_path) as opened:
        _take(opened, Story(12).commits(20), [])
        before = everything(opened.files)
        with pytest.raises(KeyboardInterrupt), writer(opened.files).change():
            rebuild(writer(opened.files), OWN, stop)
        assert everything(opened.files) == before


def test_closing_and_opening_changes_nothing(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        _take(opened, Story(13).commits(40), [3, 5])
        opened.send(opened.open_case(), "4231900869")
        before = everything(opened.files)
    with reopened(tmp_path) as again:
        assert everything(again.files) == before
