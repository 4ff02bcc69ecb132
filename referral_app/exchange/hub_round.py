"""A round with a hub: who is there, who we are, then pull and push (exchange.md 5.7).

A centre that the hub does not know yet is a guest: it can answer an invitation there and wait. A
hub that was put back to an earlier day is offered again all that is kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from referral_app.clock import Clock, Randomness, system_randomness
from referral_app.domain.identifiers import CentreId, InvitationId, Moment, StaffId
from referral_app.domain.month import Month
from referral_app.errors import RefusedError, UnavailableError
from referral_app.exchange.desk_waiting import Knock, knock
from referral_app.exchange.founding import DESK_ITSELF
from referral_app.exchange.hub_client import (
    MOST_NAMES,
    BusyError,
    HubClient,
    NotAdmittedError,
    RewoundError,
)
from referral_app.exchange.hub_hello import Hello
from referral_app.exchange.hub_members import hear_members, is_to_be_heard
from referral_app.exchange.hub_transport import HubTransport
from referral_app.exchange.hub_wire import Wire
from referral_app.exchange.keys import Identity
from referral_app.exchange.outgoing import answers
from referral_app.exchange.pace import is_old
from referral_app.exchange.position import Position, put_position, put_row, read_position
from referral_app.exchange.round import Round
from referral_app.exchange.summary_mail import keep_hub_key
from referral_app.exchange.transport import Parcel
from referral_app.journal import codec
from referral_app.journal.stream import membership
from referral_app.services.ports import ExchangeStore, ExchangeWork, RoundReport

COMPARE: Final = 7 * 86_400_000
"""Milliseconds after which a hub is asked again whether all that was laid there lies there."""
_HEAD: Final = 32
Progress = Callable[[int, int], bool]


class HubRound:
    """One exchange with one hub."""

    def __init__(
        self,
        store: ExchangeStore,
        identity: Identity,
        wire: Wire,
        clock: Clock,
        author: StaffId = DESK_ITSELF,
        chance: Randomness = system_randomness,
    ) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock
        self._author = author
        self._chance = chance
        self._client = HubClient(wire, identity, clock, chance)
        self.registry_there: bytes | None = None
        """The registry that lies at the hub, as far as is known."""
        self.is_guest = False
        """Whether the hub did not know us: only our answers to invitations were left there."""

    @property
    def ahead(self) -> int:
        """Milliseconds by which the hub's clock was ahead of ours."""
        return self._client.ahead

    def greet(self, pinned: bytes | None) -> Hello:
        """Ask who is there, and take up where the last round ended.

        `pinned` None meets a hub for the first time. Raises what `HubClient.hello` raises.
        """
        hello = self._client.hello(pinned)
        with self._store.begin() as work:
            position = read_position(work, hello.hub_id.hex())
            keep_hub_key(work, hello.hub_id, hello.kem_key)
        self._client.row = position.row
        return hello

    def registries(self) -> tuple[bytes, ...]:
        """Return the registry of centres that lies there, unproved; none where none can be had.

        With `lay_registry`, a place of registries. After `greet`.
        """
        try:
            self.registry_there = self._client.registry()
        except (RefusedError, UnavailableError):
            return ()  # a hub that fails is told of by the round itself
        return (self.registry_there,) if self.registry_there else ()

    def lay_registry(self, version: int, file: bytes) -> bool:
        """Bring our registry to the hub where another lies or none; False where this one does.

        Raises UnavailableError.
        """
        del version  # the hub takes none that is older than its own
        if self.is_guest or file == self.registry_there:
            return False
        self._client.put_registry(file)
        self.registry_there = file
        return True

    def summaries(self, month: Month) -> tuple[bytes, ...]:
        """Return what centres published of a month, unchecked; after `greet`."""
        return self._client.summaries(str(month))

    def run(
        self, hello: Hello, progress: Progress | None = None, admission: str = ""
    ) -> RoundReport:
        """Go through all steps with the hub that was greeted.

        Raises UnavailableError when it fails, RefusedError when it will not have us.
        """
        tried: list[type[Exception]] = []
        while True:
            try:
                return self._run(hello, progress, admission, rewound=RewoundError in tried)
            except RewoundError as error:
                if RewoundError in tried:
                    raise
                tried.append(RewoundError)
                self._begin_anew(hello, error)
            except NotAdmittedError:
                if admission:
                    raise
                if NotAdmittedError in tried:
                    return self._as_guest(hello)
                # It may have forgotten who we are since we told it.
                tried.append(NotAdmittedError)
                self._forget_told(hello)

    def knock(self, hello: Hello, invitation: InvitationId) -> Knock:
        """Ask to be let in as a further desk, and take our keys if they lie there."""
        self._client.is_guest = True
        try:
            return knock(
                self._store, self._identity, invitation, self._transport(hello), self._clock
            )
        finally:
            self._client.is_guest = False

    def _run(
        self, hello: Hello, progress: Progress | None, admission: str, *, rewound: bool = False
    ) -> RoundReport:
        place = hello.hub_id.hex()
        self._tell_members(place, admission)
        self._hear_members(place)
        self._compare(place)
        going = Round(
            self._store,
            self._identity,
            self._transport(hello),
            self._clock,
            self._author,
            self._chance,
        )
        if rewound:
            going.force_vectors()
        report = going.run(progress)
        # Whoever joined in this round can come in at the next one of theirs.
        self._tell_members(place, "")
        return report

    def _transport(self, hello: Hello) -> HubTransport:
        with self._store.begin() as work:
            most = read_position(work, hello.hub_id.hex()).most
        return HubTransport(self._client, hello.hub_id, most)

    def _tell_members(self, place: str, admission: str) -> None:
        """Tell the hub the desks of our centre, and of those that we know, where that is news."""
        with self._store.begin() as work:
            told = dict(_told(work, place))
            centres = [self._identity.centre, *(centre.id for centre in work.centres())]
        for centre in dict.fromkeys(centres):
            with self._store.begin() as work:
                heads = b"".join(sorted(work.heads(membership(centre))))
                if not heads or told.get(centre) == heads:
                    continue
                commits = [commit.raw for commit in work.commits_of(membership(centre))]
            ours = centre == self._identity.centre
            try:
                self._client.add_members(centre, commits, admission if ours else "", as_guest=ours)
            except (RefusedError, BusyError) as error:
                if ours:
                    raise
                # A centre that the hub will not have is no reason to stop; asked again in a week.
                if isinstance(error, BusyError):
                    continue
            told[centre] = heads
            with self._store.begin() as work:
                work.put_note(_note(place), codec.encode(tuple(sorted(told.items()))))

    def _hear_members(self, place: str) -> None:
        """Ask once a start what the hub was told of our centre's desks: it may be news here."""
        now = self._clock.now()
        with self._store.begin() as work:
            if not is_to_be_heard(work, self._identity, place, now):
                return
        raws = self._client.members(self._identity.centre)
        hear_members(self._store, self._identity, place, now, raws)

    def _as_guest(self, hello: Hello) -> RoundReport:
        """Leave our answers to invitations with the hub, and wait until somebody vouches for us."""
        self.is_guest = self._client.is_guest = True
        transport, written = self._transport(hello), 0
        with self._store.begin() as work:
            letters = list(answers(work, self._identity))
            there = work.lying(transport.place, [one.eid for one in letters])
        parcels = [
            Parcel(one.to, one.eid, one.data)
            for one in letters
            if one.data and one.eid not in there
        ]
        for laid in transport.deposit(parcels) if parcels else ():
            written += laid.fresh
            if not laid.error:
                with self._store.begin() as work:
                    work.deposited(laid.eid, transport.place, self._clock.now())
                    put_row(work, transport)
        self._client.is_guest = False
        return RoundReport(0, 0, written, 0, (), 0, ())

    def _begin_anew(self, hello: Hello, error: RewoundError) -> None:
        """Forget where we were with a hub that forgot us: all that is kept goes there again."""
        place = hello.hub_id.hex()
        with self._store.begin() as work:
            known = read_position(work, place)
            fresh = Position(row=error.row, compared=known.compared, most=known.most)
            put_position(work, place, fresh)
            work.gone_from(place)
        self._forget_told(hello)
        self._client.row = error.row

    def _forget_told(self, hello: Hello) -> None:
        with self._store.begin() as work:
            work.put_note(_note(hello.hub_id.hex()), b"")

    def _compare(self, place: str) -> None:
        """Ask once a week whether what we laid there lies there; offer again what does not."""
        now = self._clock.now()
        with self._store.begin() as work:
            position = read_position(work, place)
            if not is_old(position.compared, now, COMPARE):
                return
            away = {one.eid for one in work.kept_envelopes(place)}
            boxes: dict[CentreId, list[bytes]] = {}
            for one in work.kept_envelopes():
                if one.eid not in away:
                    boxes.setdefault(one.destination, []).append(one.eid)
        for mailbox, eids in boxes.items():
            for some in _cut(eids):
                absent = self._client.missing(mailbox, some)
                with self._store.begin() as work:
                    work.gone_from(place, absent)
        with self._store.begin() as work:
            known = read_position(work, place)
            put_position(work, place, replace(known, compared=Moment(now)))
            work.put_note(_note(place), b"")


def _cut(eids: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(eids), MOST_NAMES):
        yield eids[at : at + MOST_NAMES]


def _told(work: ExchangeWork, place: str) -> Iterator[tuple[bytes, bytes]]:
    value = codec.decode(work.note(_note(place)) or b"\x80")
    for one in value if isinstance(value, tuple) else ():
        match one:
            case (bytes(centre), bytes(heads)):
                yield centre, heads


def _note(place: str) -> str:
    return f"members/{place}"
