"""What an open store does with the commune's hub: join it, exchange with it, leave it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from referral_app.bootstrap.desk_acts import DeskActs
from referral_app.bootstrap.registry_acts import RegistryActs
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError, RefusedError

if TYPE_CHECKING:
    from referral_app.bootstrap.one_round import OneRound, Progress
    from referral_app.bootstrap.values import HubState, Told
    from referral_app.domain.month import Month
    from referral_app.exchange.hub_hello import Hello
    from referral_app.exchange.hub_round import HubRound
    from referral_app.exchange.hub_wire import HttpWire, Wire
    from referral_app.services.ports import RoundReport
    from referral_app.services.ports.hub import HubAddress, HubContact

NO_HUB: Final = "hub.none"
WAITS: Final = "hub.waits"
"""The problem of a contact while the hub does not know this centre or desk yet."""
_CHANCE_BYTES: Final = 4


class RegistrySeen(NamedTuple):
    """Which registry a hub was last seen to hold, and when it was asked."""

    hub_id: bytes
    asked: Moment
    file: bytes | None


class HubActs(DeskActs, RegistryActs):
    """Part of `Workspace`: the hub of the centre, which is a fact of it."""

    _round: OneRound
    _line: HttpWire | None = None
    _registry_seen: RegistrySeen | None = None

    def tell(self, *told: Told) -> None:
        """Keep what people should hear of until somebody can show it."""
        raise NotImplementedError

    def _follow(self) -> None:
        """Follow what a round brought."""
        raise NotImplementedError

    def hub(self) -> HubState | None:
        """Return the centre's hub and how rounds with it went; None where it has none."""
        address = self._hub_address()
        if address is None:
            return None
        from referral_app.bootstrap.values import HubState

        contact = self._contact(address.hub_id)
        return HubState(
            url=address.url,
            hub_id=address.hub_id,
            name=contact.name,
            last=contact.last,
            failing=contact.failing,
            problem="" if contact.problem == WAITS else contact.problem,
            waits=contact.problem == WAITS,
            due=contact.due,
            rewound=contact.rewound,
        )

    def join_hub(self, url: str, admission: str = "") -> HubState:
        """Meet a hub and let every desk of the centre go there; the first contact pins who it is.

        With the address alone the same hub may move. Raises NotPermittedError, InvalidInputError,
        RefusedError("hub.not_admitted", "hub.another"), UnavailableError: nothing was changed.
        """
        from referral_app.exchange.hub_client import NotAdmittedError
        from referral_app.exchange.hub_wire import tidy_address
        from referral_app.services.hub import set_hub
        from referral_app.services.ports.hub import HubAddress

        self.desk.require(Act.INVITE)
        origin, known = tidy_address(url), self._hub_address()
        with self._round.turn(None) as advance:
            going = self._hub_round(origin)
            hello = going.greet(known.hub_id if known else None)
            report = going.run(hello, advance, admission.strip())
            if going.is_guest and not report.envelopes_written and known is None:
                raise NotAdmittedError("hub.not_admitted")
            set_hub(self.desk, HubAddress(origin, hello.hub_id))
            self._went_well(hello, going, report)
        self._follow()
        state = self.hub()
        assert state is not None  # noqa: S101
        return state

    def leave_hub(self) -> None:
        """Go there no more, this desk and all others of the centre; what lies there stays.

        Raises NotPermittedError.
        """
        from referral_app.exchange.summary_mail import forget_hub_key
        from referral_app.services.hub import set_hub

        set_hub(self.desk, None)
        with self._store.begin() as work:
            forget_hub_key(work)

    def fetch_commune_month(self, month: Month) -> int:
        """Ask the hub what centres published of a month, and keep what proves itself; how many.

        Raises NotPermittedError, RefusedError("hub.none", "exchange.running"), UnavailableError.
        """
        from referral_app.services.commune_months import keep_summaries

        self.desk.require(Act.READ_STATISTICS)
        address = self._hub_address()
        if address is None:
            raise RefusedError(NO_HUB)
        with self._round.turn(None):
            going = self._hub_round(address.url)
            going.greet(address.hub_id)
            found = going.summaries(month)
            return keep_summaries(self._store, month, found, self._parts.clock.now())

    def synchronise_hub(
        self, progress: Progress | None = None, *, by_itself: bool = False
    ) -> RoundReport:
        """Exchange envelopes with the centre's hub.

        A round that nobody asked for, one a minute, looks for another registry once an hour.

        Raises NotPermittedError, RefusedError("hub.none", "exchange.running", "hub.another", …),
        UnavailableError when the hub fails; what was read stays read, and `hub` tells of it.
        """
        with self._round.turn(progress) as advance:
            if not self.is_waiting:
                self.desk.require(Act.SYNCHRONISE)
            address = self._hub_address()
            if address is None:
                raise RefusedError(NO_HUB)
            try:
                return self._synchronise_hub(address, advance, by_itself=by_itself)
            except ReferralAppError as error:
                self._went_wrong(address, error)
                raise

    def hub_pace(self, saved: Moment | None = None) -> Moment | None:
        """Return when the next round with the hub is due by itself; None where there is no hub.

        `saved` is when something was saved here that has not left yet.
        """
        from referral_app.exchange.pace import next_round

        address = self._hub_address()
        if address is None:
            return None
        contact = self._contact(address.hub_id)
        if contact.failures:
            # A clock that was set back must not keep a desk silent for days.
            return min(contact.due, self._latest_due())
        ended = contact.last or Moment(0)
        return next_round(min(ended, self.desk.now()), saved)

    def _synchronise_hub(
        self, address: HubAddress, progress: Progress, *, by_itself: bool
    ) -> RoundReport:
        going = self._hub_round(address.url)
        hello = going.greet(address.hub_id)
        if self._waits is not None:
            return self._wait_at_hub(going, hello, progress)
        self._tell_untold()
        asked = self._look_for_registry(going, hello, by_itself=by_itself)
        report = going.run(hello, progress)
        self._lay_registry(going)
        seen = RegistrySeen(hello.hub_id, asked, going.registry_there)
        self._registry_seen = None if report.rewound else seen
        self._went_well(hello, going, report)
        self._follow()
        return report

    def _look_for_registry(self, going: HubRound, hello: Hello, *, by_itself: bool) -> Moment:
        """Take in what lies at the hub, unless it was asked lately; return when it was."""
        from referral_app.exchange.pace import asks_registry

        now, seen = self._parts.clock.now(), self._registry_seen
        if seen is not None and seen.hub_id != hello.hub_id:
            seen = None
        if seen is not None and by_itself and not asks_registry(seen.asked, now):
            going.registry_there = seen.file
            return seen.asked
        self.tell(*self._follow_registry(going))
        return now

    def _tell_untold(self) -> None:
        """Let months that were frozen before there was a hub go there, too."""
        from referral_app.services.commune_months import tell_untold

        with self._store.begin() as work:
            tell_untold(self.desk, work)

    def _wait_at_hub(self, going: HubRound, hello: Hello, progress: Progress) -> RoundReport:
        """Knock at the hub; once this desk is let in, take all that lies there for it."""
        from referral_app.bootstrap.joining import waited
        from referral_app.services.ports import RoundReport

        assert self._waits is not None  # noqa: S101
        knocked = going.knock(hello, self._waits.terms.invitation)
        report = RoundReport(0, 0, 0, 0, (), 0, ())
        if knocked.is_in:
            report = going.run(hello, progress)
        report = waited(self._store, self._known, self._waits, knocked, report)
        self._went_well(hello, going, report)
        self._look_whether_in()
        return report

    def _hub_address(self) -> HubAddress | None:
        from referral_app.services.hub import hub_of

        if self._waits is not None:
            return self._waits.terms.hub
        return hub_of(self.desk.store.reader, self.desk.centre)

    def _hub_round(self, origin: str) -> HubRound:
        from referral_app.exchange.hub_round import HubRound

        parts = self._parts
        return HubRound(
            self._store,
            self._known.exchange,
            self._wire(origin),
            parts.clock,
            self.desk.actor.id,
            parts.chance,
        )

    def _wire(self, origin: str) -> Wire:
        from referral_app.exchange.hub_wire import HttpWire

        if self._parts.wire is not None:
            return self._parts.wire(origin)
        self._line = HttpWire(origin)
        return self._line

    def _hang_up(self) -> None:
        """End what runs with a hub: it may be slow, and the store is to be closed."""
        if self._line is not None:
            self._line.cut()

    def _contact(self, hub_id: bytes) -> HubContact:
        from referral_app.services.ports.hub import CONTACT, read_contact

        return read_contact(self.desk.store.reader.exchange_note(CONTACT), hub_id)

    def _keep(self, contact: HubContact) -> None:
        from referral_app.services.ports.hub import CONTACT

        with self._store.begin() as work:
            work.put_note(CONTACT, contact.encode())

    def _went_well(self, hello: Hello, going: HubRound, report: RoundReport) -> None:
        from referral_app.exchange.pace import next_round

        now = self._parts.clock.now()
        known = self._contact(hello.hub_id)
        self._keep(
            replace(
                known,
                name=hello.name,
                last=now,
                failing=None,
                failures=0,
                problem=WAITS if going.is_guest or self.is_waiting else "",
                due=next_round(now, None),
                rewound=now if report.rewound else known.rewound,
            )
        )

    def _went_wrong(self, address: HubAddress, error: ReferralAppError) -> None:
        from referral_app.exchange.hub_client import BusyError
        from referral_app.exchange.pace import next_round, pause

        now = self._parts.clock.now()
        known = self._contact(address.hub_id)
        failures = min(known.failures + 1, 1000)
        rest = pause(failures, self._parts.chance(_CHANCE_BYTES))
        if isinstance(error, BusyError):
            rest = max(rest, error.after * 1000)
        self._keep(
            replace(
                known,
                failing=known.failing or now,
                failures=failures,
                problem=error.key,
                due=next_round(now, None, rest),
            )
        )

    def _latest_due(self) -> Moment:
        from referral_app.exchange.pace import LONGEST_PAUSE

        return Moment(self.desk.now() + LONGEST_PAUSE)
