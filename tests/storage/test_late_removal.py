"""A removal that comes late takes rows back record by record: as if all were folded anew."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.facts import COMMIT_READOPTED, GENESIS, MEMBER_ADDED, MEMBER_RETIRED, Fact
from referral_app.domain.identifiers import CentreId, CommitId, referral_id
from referral_app.journal.commit import Commit
from referral_app.journal.genesis import centre_id, genesis_document
from referral_app.journal.heads import frontier
from referral_app.journal.membership import DESK, STEWARD
from referral_app.journal.stream import link, membership, own
from referral_app.storage import refolding
from referral_app.storage.erased_rows import NUMBERED
from referral_app.storage.projecting.refresh import rebuild
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.store import NewPerson, create, open_store
from referral_app.storage.tables.calendar import CALENDAR_ROW
from referral_app.storage.tables.projections import ACTIVITY, PROJECTIONS
from referral_app.storage.tables.tallies import TALLY
from referral_app.storage.tables.unfolded import UNFOLDED
from tests.journal.desks import TODAY, FakeDesk
from tests.journal.desks import fact as told
from tests.storage.stores import AMINA, CHEAP, PASSPHRASE, PEER, Opened, fact, identity
from tests.storage.tables import Rows, facts_held, found_by, projections, refolded, writer
from tests.storage.test_convergence import CASES, Story, assert_tallies_are_counted

_FIRST = FakeDesk(CentreId(bytes(16)), "Poste 1")
_DOCUMENT = genesis_document(
    "training", _FIRST.sign_key, _FIRST.kem_key, "Poste 1", b"sixteen bytes ok", TODAY
)
OURS = centre_id(_DOCUMENT)
STREAM, CENTRE, BETWEEN = membership(OURS), own(OURS), link(OURS, PEER)


class Removal(Story):
    """Two stewards and a desk of ours that is stolen, and another centre; all write at random."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.sent = [referral_id(OURS, bytes([3, n]) * 4) for n in range(2)]
        self.first, self.second, self.stolen = (
            FakeDesk(OURS, f"Poste {number}") for number in (1, 2, 3)
        )
        self.peer = FakeDesk(PEER, "Poste 4")
        self.first.write(STREAM, told(GENESIS.name, OURS, document=_DOCUMENT))
        for desk, role in ((self.second, STEWARD), (self.stolen, DESK)):
            keys = {"sign_key": desk.sign_key, "kem_key": desk.kem_key}
            said = told(MEMBER_ADDED.name, desk.device, **keys, role=role, label=desk.name)
            self.first.write(STREAM, said)

    def happen(self, steps: int) -> list[Commit]:
        """Let so many things happen; return every commit."""
        desks = (self.first, self.second, self.stolen, self.peer)
        for _ in range(steps):
            self.random.choice([*[self._work] * 6, self._meet, self._revoke, self._readopt])()
        if self.random.random() < 0.5:
            self._revoke()
        return list({c.id: c for desk in desks for c in desk.known.values()}.values())

    def _work(self) -> None:
        pick = self.random.choice
        desk = pick((self.first, self.second, *[self.stolen] * 4, self.peer))
        stream = pick((CENTRE, CENTRE, CENTRE, BETWEEN)) if desk.centre == OURS else BETWEEN
        bundle = [self._any_fact() for _ in range(self.random.randint(1, 4))]
        self.note(desk.write(stream, *bundle))

    def _any_fact(self) -> Fact:
        if self.random.random() < 0.7:
            return self._fact()
        record = self.random.choice(CASES)
        days = self.random.choice([("2026-12-01", "2026-12-01"), ("2026-12-01", "2026-12-03")])
        return self.random.choice(
            [
                fact(
                    facts.CALENDAR_FIELD, OURS, field="hours", value=(*["08:30-12:00"] * 5, "", "")
                ),
                fact(facts.CLOSURE_FIELD, record, field="from", value=days[0]),
                fact(facts.CLOSURE_FIELD, record, field="to", value=days[1]),
                fact(facts.INFORMATION_GIVEN, record, category="S10"),
                fact(facts.CARDS_PRINTED, record, codes=("4231900869",)),
                fact(facts.SERVICE_FIELD, record, field="name_fr", value="Service"),
            ]
        )

    def _meet(self) -> None:
        one, other = self.random.sample([self.first, self.second, self.stolen], 2)
        one.learn_from(other)

    def _revoke(self) -> None:
        self.revoke(self.random.choice((self.first, self.second)))

    def revoke(self, by: FakeDesk) -> None:
        theirs = [c for c in by.known.values() if c.device == self.stolen.device]
        heads = tuple(sorted(frontier({c.id: c.previous for c in theirs}).heads))
        said = told(MEMBER_RETIRED.name, self.stolen.device, reason="stolen", frontier=heads)
        by.write(STREAM, said)

    def _readopt(self) -> None:
        theirs: list[CommitId] = sorted(self.stolen.known)
        if theirs:
            chosen = tuple(self.random.sample(theirs, self.random.randint(1, min(3, len(theirs)))))
            self.first.write(STREAM, told(COMMIT_READOPTED.name, OURS, commits=chosen))


@contextmanager
def at_third_desk(folder: Path) -> Iterator[Opened]:
    """A store of our centre that so far holds nothing."""
    chance, clock = seeded_randomness(3), ManualClock(TODAY)
    person = NewPerson("AB", AMINA, PASSPHRASE, CHEAP)
    code = new_recovery_code(chance)
    with create(folder, person, code, chance=chance, recovery_cost=CHEAP) as files:
        store = files.attach(identity(OURS), clock, chance)
        yield Opened(folder, files, store, clock, chance)


def owed(opened: Opened) -> int:
    return opened.store.reader.left_to_fold()


def pay(opened: Opened) -> int:
    """Fold what is owed; return how many changes it took."""
    for turn in count():
        with opened.store.begin() as work:
            if not work.fold_owed() and not work.date_again(5):
                return turn
    raise AssertionError("unreachable")


def differing(found: Rows, wanted: Rows) -> Rows:
    """The rows that only one of the two has, of each table."""
    differ = {name: set(found[name]) ^ set(wanted[name]) for name in found}
    return {name: sorted(rows, key=repr) for name, rows in differ.items() if rows}


def assert_all_is_folded(opened: Opened) -> None:
    words = {word: found_by(opened.files, word) for word in ("bonjour", "logement", "a", "b")}
    assert differing(projections(opened.files), refolded(opened.files, OURS)) == {}
    assert_tallies_are_counted(opened)
    with writer(opened.files).change():
        rebuild(writer(opened.files), OURS)
    assert {word: found_by(opened.files, word) for word in words} == words


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(1, 40),
    st.lists(st.integers(1, 8), max_size=8),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_rows_are_as_if_all_were_folded_anew(
    seed: int, steps: int, sizes: list[int], slow: bool, shuffle: random.Random
) -> None:
    commits = Removal(seed).happen(steps)
    shuffle.shuffle(commits)
    with TemporaryDirectory() as folder, at_third_desk(Path(folder)) as opened:
        clock = count() if slow else iter(lambda: 0, 1)
        with pytest.MonkeyPatch.context() as patched:
            # Each look at the watch is a second later: a change folds one file and stops.
            patched.setattr(refolding, "stopwatch", lambda: float(next(clock)))
            while commits:
                size = sizes.pop() if sizes else 5
                with opened.store.begin() as work:
                    for commit in commits[:size]:
                        work.accept(commit)
                del commits[:size]
            pay(opened)
        assert_all_is_folded(opened)


def test_every_table_of_rows_is_known_to_it() -> None:
    of_record = {*refolding.OF_RECORD, *(table for _, table in NUMBERED)}
    assert of_record | {CALENDAR_ROW, ACTIVITY, TALLY, UNFOLDED} == set(PROJECTIONS)


def stolen_cases(story: Removal, many: int) -> tuple[list[Commit], Commit]:
    """Files that the stolen desk opened, and its removal by somebody who knew of none of them."""
    for number in range(many):
        case = number.to_bytes(16, "big")
        opened = told(facts.CASE_OPENED.name, case, code="4231900869")
        story.stolen.write(CENTRE, opened, told(facts.NOTE_ADDED.name, case, text="bonjour"))
    taken = [c for c in story.stolen.known.values() if c.stream == CENTRE]
    story.random.shuffle(taken)
    story.revoke(story.first)
    return [*taken, *story.first.known.values()], next(reversed(story.first.known.values()))


def test_what_is_owed_outlives_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticking = count()
    monkeypatch.setattr(refolding, "stopwatch", lambda: float(next(ticking)))
    many = 6
    commits, removal = stolen_cases(Removal(1), many)
    with at_third_desk(tmp_path) as opened:
        for commit in commits:
            with opened.store.begin() as work:
                work.accept(commit)
        assert commits[-1] == removal
        # One file goes with the removal itself; closing here leaves the rest as a crash would.
        assert owed(opened) == many - 1
        assert len(projections(opened.files)["case_row"]) == many - 1
    with open_store(tmp_path, PASSPHRASE) as files:
        store = files.attach(identity(OURS), ManualClock(TODAY), seeded_randomness(4))
        again = Opened(tmp_path, files, store, ManualClock(TODAY), seeded_randomness(4))
        assert owed(again) == many - 1
        with store.begin() as work:
            work.put_setting("language", "fr")
        assert owed(again) == many - 2, "whatever is saved pays for one more file"
        assert pay(again) == many - 2
        assert projections(files)["case_row"] == []
        assert found_by(files, "bonjour") == 0
        assert store.reader.counts().open_cases == 0
        assert_all_is_folded(again)


def take(opened: Opened, *commits: Commit) -> None:
    with opened.store.begin() as work:
        for commit in commits:
            work.accept(commit)


def test_what_is_left_out_is_erased_with_the_rest(tmp_path: Path) -> None:
    """No fold reads it, but it lies there, and a readoption would show it again."""
    story, case, need = Removal(1), CASES[0], b"\x07" * 16
    opened_there = story.stolen.write(CENTRE, told(facts.CASE_OPENED.name, case, code="4231900869"))
    recorded = story.stolen.write(CENTRE, told(facts.NEED_RECORDED.name, need, case=case))
    detail = story.stolen.write(
        CENTRE, told(facts.NEED_FIELD.name, need, field="detail", value="logement")
    )
    story.revoke(story.first)
    hidden = (opened_there, recorded, detail)
    purge = story.second.write(CENTRE, told(facts.CASE_PURGED.name, case, records=(), reason=""))
    back = story.first.write(
        STREAM, told(COMMIT_READOPTED.name, OURS, commits=tuple(c.id for c in hidden))
    )
    with at_third_desk(tmp_path) as opened:
        take(opened, *(c for c in story.first.known.values() if c != back), *hidden)
        take(opened, purge)
        kept = {(cid, data) for cid, _, _, data in facts_held(opened.files)}
        assert all((commit.id, None) in kept for commit in hidden)
        take(opened, back)
        pay(opened)
        rows = projections(opened.files)
        assert (rows["case_row"], rows["need_row"]) == ([], [])
        assert_all_is_folded(opened)


def test_a_thiefs_word_takes_no_other_record_along(tmp_path: Path) -> None:
    """It says that a need belongs to a file that is erased; the need is of another one."""
    story, need = Removal(1), b"\x07" * 16
    erased, kept = CASES[:2]
    ours = [
        story.second.write(CENTRE, told(facts.CASE_OPENED.name, case, code=code))
        for case, code in ((erased, "4231900869"), (kept, "5231900838"))
    ]
    ours.append(story.second.write(CENTRE, told(facts.NEED_RECORDED.name, need, case=kept)))
    claim = story.stolen.write(CENTRE, told(facts.NEED_RECORDED.name, need, case=erased))
    story.revoke(story.first)
    purge = story.second.write(CENTRE, told(facts.CASE_PURGED.name, erased, records=(), reason=""))
    with at_third_desk(tmp_path) as opened:
        take(opened, *story.first.known.values(), *ours, claim)
        take(opened, purge)
        late = story.second.write(
            CENTRE, told(facts.NEED_FIELD.name, need, field="detail", value="logement")
        )
        take(opened, late)
        assert len(projections(opened.files)["need_row"]) == 1
        assert found_by(opened.files, "logement") == 1


def test_an_erasure_that_counts_again_erases(tmp_path: Path) -> None:
    story, case = Removal(1), CASES[0]
    opened_here = story.second.write(CENTRE, told(facts.CASE_OPENED.name, case, code="4231900869"))
    purge = story.stolen.write(CENTRE, told(facts.CASE_PURGED.name, case, records=(), reason=""))
    story.revoke(story.first)
    back = story.first.write(STREAM, told(COMMIT_READOPTED.name, OURS, commits=(purge.id,)))
    with at_third_desk(tmp_path) as opened:
        take(opened, *(c for c in story.first.known.values() if c != back), opened_here, purge)
        assert len(projections(opened.files)["case_row"]) == 1, "a thief's word erases nothing"
        take(opened, back)
        pay(opened)
        assert projections(opened.files)["case_row"] == []
        assert (opened_here.id, None) in {(c, data) for c, _, _, data in facts_held(opened.files)}
