"""The one door to the journal for this desk's own facts, and what is written beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sqlalchemy import delete, exists, func, or_, select

from referral_app.clock import Clock, Randomness
from referral_app.domain.case_code import BLOCK_SIZE, code_at
from referral_app.domain.erasure import code_mark
from referral_app.domain.facts import BLOCK_RETURNED, Fact, Place
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, Moment, StaffId
from referral_app.errors import RefusedError
from referral_app.journal.commit import MAX_PREVIOUS, Commit, CommitDraft, read_commit, write_commit
from referral_app.journal.erasing import Key
from referral_app.journal.fact_codec import ID_SIZE
from referral_app.journal.hlc import HybridClock
from referral_app.journal.stream import Stream
from referral_app.services.ports import Draft
from referral_app.storage import commits, delivery, frontier, incarnations, refolding
from referral_app.storage.connection import Connection
from referral_app.storage.dating import date_again
from referral_app.storage.erasing import Erasing, erased_keys
from referral_app.storage.people_work import PeopleWriting
from referral_app.storage.projecting.refresh import Touched
from referral_app.storage.sql import compiled, constant, is_unset, param, upsert
from referral_app.storage.tables.desk import CODE_CURSOR, DRAFT, IDENTITY, SETTING
from referral_app.storage.tables.desks import CODE_BLOCK
from referral_app.storage.tables.erasing import ERASURE_ROW
from referral_app.storage.tables.paper import CARD
from referral_app.storage.tables.projections import CASE_ROW, REFERRAL_ROW
from referral_app.storage.tables.traffic import MEMBER

_SAVE_DRAFT: Final = upsert(DRAFT, ["form", "subject", "owner"])
_DROP_DRAFT: Final = compiled(
    delete(DRAFT).where(
        DRAFT.c.form == param("form"),
        DRAFT.c.subject == param("subject"),
        DRAFT.c.owner == param("owner"),
    )
)
_PUT_SETTING: Final = upsert(SETTING, ["name"])
_PUT_IDENTITY: Final = upsert(IDENTITY, ["name"])
_DESKS: Final = compiled(
    select(MEMBER.c.device, MEMBER.c.active).where(MEMBER.c.centre == param("own"))
)
_BLOCKS: Final = compiled(
    select(CODE_BLOCK.c.number, func.coalesce(CODE_CURSOR.c.next, constant(0)))
    .select_from(CODE_BLOCK.outerjoin(CODE_CURSOR, CODE_CURSOR.c.block == CODE_BLOCK.c.number))
    .where(
        CODE_BLOCK.c.device == param("device"),
        CODE_BLOCK.c.number.is_not(None),
        is_unset(CODE_BLOCK.c.returned),
    )
)
_TO_ALL: Final = frozenset({Place.MEMBERSHIP, Place.COMMUNE})
"""What every other centre of the commune is told."""
_CODES_AHEAD: Final = 8
_PUT_CURSOR: Final = upsert(CODE_CURSOR, ["block"])
_CODE_USED: Final = compiled(
    select(
        or_(
            exists().where(CASE_ROW.c.code == param("code")),
            exists().where(REFERRAL_ROW.c.case_code == param("code")),
            exists().where(CARD.c.code == param("code")),
            exists().where(ERASURE_ROW.c.code == param("mark")),
        )
    )
)


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """Who writes at this desk. `sign` gives Ed25519 signatures, 64 bytes; `incarnation` is 8
    random bytes drawn at each start; `commune_key` (32 bytes) permutes case codes."""

    centre: CentreId
    device: DeviceId
    sign: Callable[[bytes], bytes] = field(repr=False)
    incarnation: bytes
    commune_key: bytes = field(repr=False)


class Standing(NamedTuple):
    """Whether the centre has other desks at work, and whether this one was taken out of work."""

    has_others: bool
    is_retired: bool


@dataclass(slots=True)
class Kept:
    """What is read once and holds from one change to the next, so that a save asks for less.

    Logical time only moves forward: a change that was taken back may leave it ahead. `standing` is
    that of this desk among others, `code` the block and place of the next code, `codes` some codes
    by their places, used or not, `heads` this desk's own with their numbers, by stream, `has_cuts`
    whether any desk was revoked, `is_behind` whether rows are owed to the lists, `erased` what was
    ever erased here.
    """

    time: HybridClock | None = None
    standing: Standing | None = None
    code: tuple[int, int] | None = None
    codes: dict[tuple[int, int], str] = field(default_factory=dict)
    heads: dict[bytes, list[tuple[CommitId, int]]] = field(default_factory=dict)
    has_cuts: bool | None = None
    is_behind: bool | None = None
    erased: dict[Key, int] | None = None


class DeskWork(PeopleWriting):
    """The port `Work`: an open write transaction on the one writing connection."""

    def __init__(
        self,
        connection: Connection,
        desk: DeskIdentity,
        clock: Clock,
        chance: Randomness,
        kept: Kept,
    ) -> None:
        super().__init__(connection, desk.centre)
        self._desk = desk
        self._clock = clock
        self._chance = chance
        self._touched = Touched()
        self._kept = kept
        self._has_ticked = self._has_paid = False
        self._erasing_now: Erasing | None = None

    def new_id(self) -> bytes:
        """Draw the id (16 bytes) of a record that this change makes."""
        drawn = self._chance(ID_SIZE)
        self._touched.drawn(drawn)
        return drawn

    def record(self, stream: Stream, facts: Sequence[Fact], author: StaffId) -> CommitId:
        """Sign `facts` (1 to 64) into one commit and queue what must travel.

        Raises InvalidInputError for what has no form, RefusedError("case.erased") for what is about
        a file that was erased, NoRoomError, UnavailableError.
        """
        self._require_at_work()
        heads = self._own_heads(stream)
        named = heads[:MAX_PREVIOUS]
        draft = CommitDraft(
            self._desk.centre,
            self._desk.device,
            self._desk.incarnation,
            stream,
            1 + max((seq for _, seq in named), default=0),
            tuple([cid for cid, _ in named]),
            self._logical_clock().tick(self._clock.now()),
            author,
        )
        commit = write_commit(draft, facts, sign=self._desk.sign, chance=self._chance)
        if self._erasing.covers(commit):
            raise RefusedError("case.erased")
        row = commits.add_commit(self._connection, commit, None)
        if stream.key not in self._kept.heads:
            # The first of this start in the stream: later ones follow what this process wrote.
            incarnations.note(self._connection, commit, branches=False, now=self._clock.now())
        frontier.grow(self._connection, commit)
        self._kept.heads[stream.key] = [(commit.id, commit.seq), *heads[MAX_PREVIOUS:]]
        if BLOCK_RETURNED.name in [fact.kind for fact in facts]:
            self._kept.code = None
        self._keep(commit, row, None)
        self._queue_own(commit)
        self._erasing.follow(commit)
        return commit.id

    def next_code(self) -> str:
        """Draw the next unused case code (ten digits) of this desk's blocks.

        Raises RefusedError("case.no_codes_left").
        """
        for block, start in self._blocks():
            for index in range(start, BLOCK_SIZE):
                code = self._code(block, index)
                # A desk healed from an old backup meets codes again that it gave before: in files,
                # in referrals whose files were in no envelope, on cards without a file yet, and of
                # files that were erased.
                if not self._is_given(code):
                    self._connection.run(_PUT_CURSOR, {"block": block, "next": index + 1})
                    self._kept.code = (block, index + 1)
                    return code
        raise RefusedError("case.no_codes_left")

    def _is_given(self, code: str) -> bool:
        given = self._ask(_CODE_USED, {"code": code, "mark": code_mark(code)})
        return bool(given[0][0])

    def begin_block(self, number: int, index: int) -> None:
        """Draw the codes of a block from `index` on."""
        self._connection.run(_PUT_CURSOR, {"block": number, "next": index})

    def _code(self, block: int, index: int) -> str:
        """A code by its place; in a row, each takes a third of the time that one alone takes."""
        if (block, index) not in self._kept.codes:
            self._kept.codes = {
                (block, at): code_at(self._desk.commune_key, block, at).digits
                for at in range(index, min(index + _CODES_AHEAD, BLOCK_SIZE))
            }
        return self._kept.codes[block, index]

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Blocks of codes that may have one left, and where to go on in each."""
        if self._kept.code is not None:
            yield self._kept.code
        yield from sorted(self._ask(_BLOCKS, {"device": self._desk.device}))

    def date_again(self, limit: int) -> int:
        """Date waiting referrals by the calendar that holds now; return how many were."""
        self._settle()
        return date_again(self._connection, limit)

    def fold_owed(self) -> int:
        """Fold a few records of which facts left or came back; return how many, 0 once all are."""
        self._settle()
        paid = refolding.fold_owed(self._connection, self._own)
        self._kept.is_behind = paid > 0
        self._has_paid = True
        return paid

    def save_draft(self, draft: Draft) -> None:
        """Keep an unsaved form in place of an earlier state of it."""
        self._connection.run(
            _SAVE_DRAFT,
            {
                "form": draft.form,
                "subject": draft.subject,
                "owner": draft.owner,
                "data": draft.data,
                "saved": draft.saved_at,
            },
        )

    def drop_draft(self, form: str, subject: str, owner: StaffId) -> None:
        """Forget an unsaved form."""
        key = {"form": form, "subject": subject, "owner": owner}
        self._connection.run(_DROP_DRAFT, key)

    def put_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._connection.run(_PUT_SETTING, {"name": name, "value": value})

    def put_identity(self, name: str, value: bytes) -> None:
        """Keep a key or another small value of the desk's own."""
        self._connection.run(_PUT_IDENTITY, {"name": name, "value": value})

    def finish(self) -> None:
        """Bring everything that was written into the lists; to be called before committing."""
        self._settle()
        if self._kept.is_behind is None:
            self._kept.is_behind = refolding.is_behind(self._connection)
        if self._kept.is_behind and not self._has_paid:
            self.fold_owed()
        if self._has_ticked and self._kept.time is not None:
            frontier.keep_logical_time(self._connection, self._kept.time.last)

    def _settle(self) -> None:
        if self._touched:
            touched, self._touched = self._touched, Touched()
            touched.project(self._connection, self._own)
            self._follow_erasures(touched.let_in)

    def _follow_erasures(self, let_in: Sequence[CommitId]) -> None:
        """Do what commits erase that were left out until now."""
        for raw in commits.raw_commits(self._connection, let_in).values():
            self._erasing.follow(read_commit(raw))

    def _keep(self, commit: Commit, row: int, arrived: Moment | None) -> None:
        self._touched.add(commit, row, arrived, self._own)
        if commit.stream.place is Place.MEMBERSHIP:
            self._settle()
            self._kept.standing = self._kept.has_cuts = self._kept.is_behind = None

    def _own_heads(self, stream: Stream) -> list[tuple[CommitId, int]]:
        heads = self._kept.heads.get(stream.key)
        if heads is None:
            rows = frontier.own_heads(self._connection, stream, self._desk.device)
            heads = [(CommitId(cid), seq) for cid, seq in rows]
        return heads

    @property
    def _erasing(self) -> Erasing:
        if self._erasing_now is None:
            if self._kept.erased is None:
                self._kept.erased = erased_keys(self._connection)
            self._erasing_now = Erasing(
                self._connection, self._own, self._kept.erased, self._settle, self._clock.now
            )
        return self._erasing_now

    def _logical_clock(self) -> HybridClock:
        self._has_ticked = True
        if self._kept.time is None:
            self._kept.time = HybridClock(frontier.logical_time(self._connection))
        return self._kept.time

    def _queue_own(self, commit: Commit) -> None:
        stream = commit.stream
        if stream.place is Place.LINK:
            destinations = [stream.peer_of(self._own)]
        elif stream.place in _TO_ALL:
            destinations = [it.id for it in self.centres() if it.active and not it.is_own]
        else:
            destinations = []
        if self._standing().has_others:
            destinations.append(self._own)
        for centre in destinations:
            delivery.queue(self._connection, [commit.id], centre)

    def _standing(self) -> Standing:
        """Whether co-desks must hear of what is said here (exchange.md 5.7), and whether we may."""
        if self._kept.standing is None:
            rows = self._connection.all(_DESKS, {"own": self._own})
            active = {device for device, is_active in rows if is_active}
            known = {device for device, _ in rows}
            self._kept.standing = Standing(
                has_others=bool(active - {self._desk.device}),
                is_retired=self._desk.device in known - active,
            )
        return self._kept.standing

    def _require_at_work(self) -> None:
        """Refuse what a desk would write that another has replaced: nobody seals to it any more."""
        if not self._standing().is_retired:
            return
        known = self.own_membership()
        here = known.member(self._desk.device) if known else None
        newer = here and known and here.replaced_by and known.member(here.replaced_by)
        if newer:
            raise RefusedError("desk.replaced", desk=newer.label)
        raise RefusedError("desk.retired")
