"""Real stores in a test's folder, with keys that are cheap to derive, and facts to put in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from referral_app.clock import ManualClock, Randomness, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.facts import Fact, Kind, Value, content
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    DeviceId,
    Moment,
    NeedId,
    ReferralId,
    StaffId,
    referral_id,
)
from referral_app.journal.stream import Stream, link, own
from referral_app.storage.desk_store import DeskStore
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.slot_file import Cost
from referral_app.storage.store import NewPerson, OpenStore, create, open_store
from referral_app.storage.work import DeskIdentity

CHEAP: Final = Cost(memory=32, passes=1, lanes=1)
PASSPHRASE: Final = "quatre fenêtres sur la mer"
START: Final = Moment(1_793_700_000_000)
OWN: Final = CentreId(b"\x10" * 16)
PEER: Final = CentreId(b"\x20" * 16)
AMINA: Final = StaffId(b"\x0a" * 16)
_SEED: Final = bytes(range(32))


@dataclass
class Opened:
    """A store that is open, and the desk at it."""

    folder: Path
    files: OpenStore
    store: DeskStore
    clock: ManualClock
    chance: Randomness
    recovery_code: str = ""

    @property
    def stream(self) -> Stream:
        return own(OWN)

    def save(self, *new: Fact, stream: Stream | None = None) -> None:
        """Record facts in one transaction."""
        with self.store.begin() as work:
            work.record(stream or self.stream, new, AMINA)

    def open_case(self, **fields: Value) -> CaseId:
        """Save a new case with a drawn code."""
        with self.store.begin() as work:
            case = CaseId(self.chance(16))
            work.record(self.stream, case_facts(case, work.next_code(), **fields), AMINA)
        return case

    def add_need(self, case: CaseId, **fields: Value) -> NeedId:
        """Save a need of a case."""
        need = NeedId(self.chance(16))
        self.save(
            fact(facts.NEED_RECORDED, need, case=case), *registers(facts.NEED_FIELD, need, **fields)
        )
        return need

    def send(self, case: CaseId, code: str, **more: Value) -> ReferralId:
        """Send a referral of a case to the peer."""
        referral = referral_id(OWN, self.chance(8))
        with self.store.begin() as work:
            work.record(link(OWN, PEER), [requested(referral, code, **more)], AMINA)
            work.record(self.stream, [fact(facts.REFERRAL_FILED, referral, case=case)], AMINA)
        return referral


def identity(
    centre: CentreId = OWN, seed: bytes = _SEED, incarnation: bytes = b"i" * 8
) -> DeskIdentity:
    """A desk that signs for real, the same in every process."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    device = DeviceId(seed[:8] + centre[:8])
    return DeskIdentity(centre, device, key.sign, incarnation, bytes(32))


@contextmanager
def founded(folder: Path, seed: int = 1) -> Iterator[Opened]:
    """Make a store with a named centre, a person and a block of codes; close it at the end."""
    chance, clock = seeded_randomness(seed), ManualClock(START)
    code = new_recovery_code(chance)
    person = NewPerson("AB", AMINA, PASSPHRASE, CHEAP)
    with create(folder, person, code, chance=chance, recovery_cost=CHEAP) as files:
        opened = at_desk(folder, files, clock, chance)
        opened.recovery_code = code
        opened.save(*founding_facts())
        yield opened


@contextmanager
def reopened(folder: Path, passphrase: str = PASSPHRASE, at: Moment = START) -> Iterator[Opened]:
    """Open a store again."""
    with open_store(folder, passphrase) as files:
        yield at_desk(folder, files, ManualClock(Moment(at + 1)), seeded_randomness(at + 1))


def at_desk(folder: Path, files: OpenStore, clock: ManualClock, chance: Randomness) -> Opened:
    """Put the test's desk at an open store."""
    return Opened(folder, files, files.attach(identity(), clock, chance), clock, chance)


def fact(kind: Kind, record: bytes, happened: Moment = START, **values: Value) -> Fact:
    """One fact."""
    return Fact(kind.name, record, happened, content(**values))


def registers(kind: Kind, record: bytes, **fields: Value) -> list[Fact]:
    """One fact a field."""
    return [fact(kind, record, field=name, value=value) for name, value in fields.items()]


def founding_facts() -> Sequence[Fact]:
    """What a centre says of itself first."""
    return [
        *registers(facts.CENTRE_FIELD, OWN, name_fr="Yacoub El Mansour", name_ar="يعقوب المنصور"),
        *registers(facts.STAFF_FIELD, AMINA, label="AB", role="supervisor"),
        fact(facts.BLOCK_GRANTED, b"\x30" * 16, device=identity().device, number=7),
        fact(facts.CENTRE_INTRODUCED, PEER, name_fr="Youssoufia", name_ar="اليوسفية"),
    ]


def case_facts(case: CaseId, code: str, **fields: Value) -> list[Fact]:
    """A case and its fields."""
    return [fact(facts.CASE_OPENED, case, code=code), *registers(facts.CASE_FIELD, case, **fields)]


def requested(referral: ReferralId, code: str, **more: Value) -> Fact:
    """A referral as its sender asks it."""
    asked: dict[str, Value] = {
        "status": "requested",
        "case_code": code,
        "category": "S10",
        "priority": "P2",
        "detail": "",
        "person": (),
        "consent_form": "written",
        "consent_until": START + 10**10,
    }
    return fact(facts.REFERRAL_STATUS, referral, **{**asked, **more})
