"""A store of full size for the benchmarks, written in bulk through the door every save takes.

    folder/yem      the store: PASSPHRASE opens it
    folder/size     what it holds and in which tables, so that a finished one is used again

Each commit carries several files, and a change many commits: what is measured is the size, not
how it came.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import Table

from referral_app import bootstrap
from referral_app.bootstrap import CentreDetails, Parts, Person, Workspace
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.facts import (
    BLOCK_GRANTED,
    CASE_FIELD,
    CASE_OPENED,
    CONSENT_GIVEN,
    NEED_FIELD,
    NEED_RECORDED,
    REFERRAL_FILED,
    REFERRAL_LOOP,
    REFERRAL_STATUS,
    Fact,
    content,
    field_content,
)
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    Moment,
    RecordId,
    StaffId,
    referral_id,
)
from referral_app.domain.staff import Role
from referral_app.journal.commit import Commit, CommitDraft, write_commit
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.journal.stream import Stream, link
from referral_app.services.ports import Work
from referral_app.storage.sql import definition
from referral_app.storage.store import open_store
from referral_app.storage.tables import METADATA
from referral_app.storage.tables.projections import BESIDES, FOLD_VERSION, PROJECTIONS
from tests.fakes import DAY, START

PASSPHRASE: Final = "quatre mots pour ouvrir"
USER: Final = "FA"
_STORE: Final = "yem"
_SIZE: Final = "size"
_FORM: Final = 2
"""Raise it when what is built here changes."""
_CASES_A_COMMIT: Final = 3
_COMMITS_A_CHANGE: Final = 60
_ANSWERS_A_COMMIT: Final = 50
_SEXES: Final = ("F", "M", "unknown")
_BANDS: Final = ("0-4", "12-14", "18-24", "25-34", "25-34", "35-49", "60+")
_DISTRICTS: Final = ("yacoub_el_mansour", "youssoufia", "hassan")
_CATEGORIES: Final = ("S01", "S02", "S06", "S07", "S10", "S12", "S15", "S18")
_DETAILS: Final = (
    "Hébergement pour une mère et ses deux enfants",
    "تمدرس طفل في السنة الثالثة",
    "Suivi de grossesse, premier rendez-vous",
    "Renouvellement du titre de séjour",
    "سكن مستعجل لهذه الليلة",
    "Cours de langue le soir",
)
_OPEN: Final = ("received", "accepted")
_FINAL: Final = ("rejected", "completed", "completed")
_UNDER_WAY: Final = 0.05
"""The share of referrals that still wait for something: most of a store of years is over."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a store holds."""

    cases: int
    needs: int
    referrals: int


FULL: Final = Size(100_000, 300_000, 200_000)


def full_store(folder: Path, size: Size = FULL) -> Path:
    """Return the folder of a store of this size, built anew unless one stands there already.

    One whose lists have another form than today's is kept, and its lists are folded anew.
    """
    kept = [table for table in METADATA.sorted_tables if table not in PROJECTIONS]
    mark = {"form": _FORM, "kept": _digest(_made(kept)), **asdict(size)}
    lists = _digest([*_made(PROJECTIONS), *BESIDES])
    today = {**mark, "fold": FOLD_VERSION, "lists": lists}
    known = folder / _SIZE
    found = json.loads(known.read_text(encoding="utf-8")) if known.is_file() else {}
    if not mark.items() <= found.items():
        _say(f"building a store of {size.cases} cases, once: some minutes")
        shutil.rmtree(folder, ignore_errors=True)
        _build(folder, size)
    elif found != today:
        _say("folding the lists of the full store anew: a minute or two")
        _fold_anew(folder / _STORE)
    known.write_text(json.dumps(today), encoding="utf-8")
    return folder / _STORE


def _made(tables: Iterable[Table]) -> list[str]:
    return [statement for table in tables for statement in definition(table)]


def _digest(statements: Iterable[str]) -> str:
    """A name for the form of some tables."""
    return sha256("\n".join(sorted(statements)).encode()).hexdigest()


def _fold_anew(store: Path) -> None:
    with open_store(store, PASSPHRASE, USER) as opened, opened._writer.change():
        opened._writer.run("UPDATE meta SET value = 0 WHERE name = 'fold_version'")
    bootstrap.open_workspace(store, PASSPHRASE).close()


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _build(folder: Path, size: Size) -> None:
    clock, chance = ManualClock(Moment(START - 700 * DAY)), seeded_randomness(17)
    parts = Parts(clock, chance)
    here, there = _two_centres(folder, parts)
    began = time.perf_counter()
    try:
        maker = _Maker(here, there, clock, random.Random(17))
        maker.grant_codes(size.cases)
        maker.fill(size)
    finally:
        there.close()
        here.close()
    _say(f"built in {time.perf_counter() - began:.0f} s")


def _two_centres(folder: Path, parts: Parts) -> tuple[Workspace, Workspace]:
    mail = folder / "mail"
    mail.mkdir(parents=True)
    here = bootstrap.create_centre(
        folder / _STORE,
        CentreDetails(
            "Centre Yacoub El Mansour", "مركز يعقوب المنصور", "yacoub_el_mansour", "training"
        ),
        Person(USER, Role.SUPERVISOR, PASSPHRASE),
        parts,
    ).workspace
    invitation = folder / "invitation.rinv"
    here.invite(invitation)
    there = bootstrap.accept_invitation(
        folder / "youss",
        invitation.read_bytes(),
        CentreDetails("Centre Youssoufia", "مركز اليوسفية", "youssoufia", "training"),
        Person("SK", Role.SUPERVISOR, PASSPHRASE),
        parts,
    ).workspace
    for workspace in (there, here, there, here):
        workspace.synchronise(mail)
    return here, there


@dataclass
class _Case:
    """What referrals need of a file."""

    id: RecordId
    code: str
    needs: list[RecordId]


class _Maker:
    """Writes files here, and the answers and referrals of the other centre as it signed them."""

    def __init__(
        self, here: Workspace, there: Workspace, clock: ManualClock, dice: random.Random
    ) -> None:
        self.desk, self.peer = here.desk, there._known.exchange
        self.clock, self.dice = clock, dice
        self.chance = seeded_randomness(18)
        self.link = link(self.desk.centre, self.peer.centre)
        self.heads: list[tuple[CommitId, int]] = []
        self.ticks = (clock.now() + 1) << COUNTER_BITS

    def grant_codes(self, cases: int) -> None:
        facts = [
            Fact(
                BLOCK_GRANTED.name,
                self.chance(16),
                self.clock.now(),
                content(device=self.desk.device, number=4 + 4 * number),
            )
            for number in range(cases // 10_000 + 1)
        ]
        with self.desk.store.begin() as work:
            work.record(self.desk.stream, facts, self.desk.actor.id)

    def fill(self, size: Size) -> None:
        sent = size.referrals // 2
        made = sum(len(batch) for batch in self._cases(size, sent))
        assert made == size.cases
        for count in _portions(size.referrals - sent, _ANSWERS_A_COMMIT * _COMMITS_A_CHANGE):
            with self.desk.store.begin() as work:
                for portion in _portions(count, _ANSWERS_A_COMMIT):
                    asked = [self._asked_here() for _ in range(portion)]
                    self._accept(work, asked)
                    answers = [self._answer(fact.record) for fact in asked]
                    work.record(self.link, answers, self.desk.actor.id)

    def _cases(self, size: Size, to_send: int) -> Iterator[list[_Case]]:
        needs, sends = divmod(size.needs, size.cases)[0], to_send / size.cases
        for count in _portions(size.cases, _CASES_A_COMMIT * _COMMITS_A_CHANGE):
            self.clock.advance(600 * DAY * count // size.cases)
            with self.desk.store.begin() as work:
                batch: list[_Case] = []
                for portion in _portions(count, _CASES_A_COMMIT):
                    pairs = [self._file(work, needs) for _ in range(portion)]
                    facts = [fact for _, of_file in pairs for fact in of_file]
                    work.record(self.desk.stream, facts, self.desk.actor.id)
                    batch += [case for case, _ in pairs]
                self._send(work, [c for c in batch if self.dice.random() < sends or sends >= 1])
            yield batch

    def _file(self, work: Work, needs: int) -> tuple[_Case, list[Fact]]:
        dice, at = self.dice, self._when()
        case = _Case(work.new_id(), work.next_code(), [work.new_id() for _ in range(needs)])
        person = {
            "sex": dice.choice(_SEXES),
            "age_band": dice.choice(_BANDS),
            "district": dice.choice(_DISTRICTS),
        }
        facts = [Fact(CASE_OPENED.name, case.id, at, content(code=case.code))]
        facts += [Fact(CASE_FIELD.name, case.id, at, field_content(*one)) for one in person.items()]
        if dice.random() < 0.3:
            facts.append(Fact(CASE_FIELD.name, case.id, at, field_content("closure", "C01")))
        for need in case.needs:
            facts.append(Fact(NEED_RECORDED.name, need, at, content(case=case.id)))
            fields = {"category": dice.choice(_CATEGORIES), "detail": dice.choice(_DETAILS)}
            facts += [Fact(NEED_FIELD.name, need, at, field_content(*f)) for f in fields.items()]
        consent = content(
            case=case.id,
            form="written",
            recipients=("*",),
            fields=("age_band", "sex"),
            until=at + 365 * DAY,
            statistics=True,
        )
        facts.append(Fact(CONSENT_GIVEN.name, work.new_id(), at, consent))
        return case, facts

    def _send(self, work: Work, cases: Sequence[_Case]) -> None:
        for some in _groups(cases, 20):
            ids = [referral_id(self.desk.centre, self.chance(8)) for _ in some]
            asked = [self._asked(id_, case.code) for id_, case in zip(ids, some, strict=True)]
            work.record(self.link, asked, self.desk.actor.id)
            filed = [
                Fact(REFERRAL_FILED.name, id_, self._when(), content(case=c.id, need=c.needs[0]))
                for id_, c in zip(ids, some, strict=True)
            ]
            work.record(self.desk.stream, filed, self.desk.actor.id)
            answers = [self._answer(id_) for id_ in ids]
            self._accept(work, answers)
            closed = [self._loop(answer) for answer in answers if answer.get("status") in _FINAL]
            if closed:
                work.record(self.link, closed, self.desk.actor.id)

    def _asked(self, referral: RecordId, code: str) -> Fact:
        asked = content(
            status="requested",
            case_code=code,
            category=self.dice.choice(_CATEGORIES),
            priority=self.dice.choice(("P1", "P2", "P3", "P3")),
            detail=self.dice.choice(_DETAILS),
        )
        return Fact(REFERRAL_STATUS.name, referral, self._when(), asked)

    def _asked_here(self) -> Fact:
        digits = f"{self.dice.randrange(2 * 10**7, 10**8):08}"
        code = f"{digits}{98 - int(digits) * 100 % 97:02}"
        return self._asked(referral_id(self.peer.centre, self.chance(8)), code)

    def _answer(self, referral: RecordId) -> Fact:
        statuses = _OPEN if self.dice.random() < _UNDER_WAY else _FINAL
        said = content(status=self.dice.choice(statuses), reason="D01", decided_by="service")
        return Fact(REFERRAL_STATUS.name, referral, self._when(), said)

    def _loop(self, answer: Fact) -> Fact:
        value = ("closed", answer.get("status"))
        closed = content(field="loop", value=value)
        return Fact(REFERRAL_LOOP.name, answer.record, self._when(), closed)

    def _accept(self, work: Work, facts: Sequence[Fact]) -> None:
        if facts:
            commit = self._signed_there(facts)
            work.accept(commit)  # type: ignore[attr-defined]

    def _signed_there(self, facts: Sequence[Fact]) -> Commit:
        self.ticks += 1
        seq = self.heads[0][1] + 1 if self.heads else 1
        draft = CommitDraft(
            CentreId(self.peer.centre),
            self.peer.device,
            self.peer.incarnation,
            Stream(self.link.place, self.link.centres),
            seq,
            tuple(cid for cid, _ in self.heads),
            self.ticks,
            StaffId(bytes(16)),
        )
        commit = write_commit(draft, facts, sign=self.peer.keys.sign, chance=self.chance)
        self.heads = [(commit.id, seq)]
        return commit

    def _when(self) -> Moment:
        return Moment(self.clock.now() - self.dice.randrange(DAY))


def _portions(count: int, most: int) -> Iterator[int]:
    for start in range(0, count, most):
        yield min(most, count - start)


def _groups(cases: Sequence[_Case], size: int) -> Iterator[list[_Case]]:
    rest = iter(cases)
    while group := list(islice(rest, size)):
        yield group


if __name__ == "__main__":
    full_store(Path(sys.argv[1]), Size(*map(int, sys.argv[2:5])) if sys.argv[2:] else FULL)
