"""The whole intake page as a value: kept as a draft, shown again, and turned into an Intake."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.vocabulary import Vocabularies
from referral_app.services.cases import NeedEntry
from referral_app.services.disclosure import NEED_DETAIL
from referral_app.services.intake import Intake, RequestEntry, SendEntry
from ui.consent.state import ConsentState
from ui.intake.member_line import MemberLine
from ui.parts.dates import moment_of
from ui.parts.need_fields import ROUTINE, NeedState

FORM: Final = "intake"
"""The name under which drafts of this page are kept."""
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need and the centre, by the hex of its id, to which it is to go at once."""

    need: NeedState = field(default_factory=NeedState)
    recipient: str = ""
    whom: int = 0
    """Whose need it is: the person at the desk, or the line of `members` counted from 1."""
    exception: str = ""
    """The danger for which it leaves at once, a code of the list `exceptions`."""
    exception_reason: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return self.need.empty and not self.recipient and not self.exception

    def entry(self) -> NeedEntry:
        """The need as the services take it: what the danger is says why it cannot wait."""
        entry = self.need.entry()
        urgent = entry.priority_reason or entry.priority == ROUTINE
        return entry if urgent else replace(entry, priority_reason=self.exception_reason)

    def dump(self) -> dict[str, Any]:
        """The line as JSON takes it."""
        return self.need.dump() | {
            "recipient": self.recipient,
            "whom": self.whom,
            "exception": self.exception,
            "exception_reason": self.exception_reason,
        }


@dataclass(frozen=True, slots=True)
class IntakeState:
    """What stands on the page; `happened` is an ISO date, `person` by the names of CASE_FIELDS.

    `members` came along with the person, `caregiver` answers for the children among them, whom the
    consent `covers`. `beside` is the hex of the file in whose household this one is opened, with
    `role`; `under` the hex of the consent that covers the child of this page.
    """

    happened: str = ""
    consent: ConsentState = field(default_factory=ConsentState)
    person: Mapping[str, Value] = field(default_factory=dict)
    needs: tuple[NeedLine, ...] = ()
    note: str = ""
    members: tuple[MemberLine, ...] = ()
    caregiver: str = ""
    covers: bool = True
    beside: str = ""
    role: str = ""
    under: str = ""
    card: str = ""
    """The code of a card that was printed ahead, as typed."""

    @property
    def in_danger(self) -> bool:
        """Whether a danger was named before anybody was asked for consent: it does not wait."""
        return not self.consent.form and any(line.exception for line in self.needs)

    def filled_needs(self) -> tuple[NeedLine, ...]:
        """The needs without the lines that nobody has begun."""
        return tuple(line for line in self.needs if not line.empty)

    def dump(self) -> str:
        """The page as JSON."""
        return json.dumps(
            {
                "version": _VERSION,
                "happened": self.happened,
                "consent": self.consent.dump(),
                "person": dict(self.person),
                "needs": [line.dump() for line in self.needs],
                "note": self.note,
                "members": [line.dump() for line in self.members],
                "caregiver": self.caregiver,
                "covers": self.covers,
                "beside": self.beside,
                "role": self.role,
                "under": self.under,
                "card": self.card,
            },
            ensure_ascii=False,
        )

    @classmethod
    def load(cls, text: str) -> IntakeState:
        """Read what `dump` wrote; what is of another shape is left out, never an error."""
        data = json.loads(text)
        if not isinstance(data, dict):
            return cls()
        person = data.get("person")
        return cls(
            happened=_text(data.get("happened")),
            consent=ConsentState.load(_mapping(data.get("consent"))),
            person={name: _value(value) for name, value in _mapping(person).items()},
            needs=tuple(_need(_mapping(line)) for line in _list(data.get("needs"))),
            note=_text(data.get("note")),
            members=tuple(MemberLine.load(_mapping(line)) for line in _list(data.get("members"))),
            caregiver=_text(data.get("caregiver")),
            covers=data.get("covers") is not False,
            beside=_text(data.get("beside")),
            role=_text(data.get("role")),
            under=_text(data.get("under")),
            card=_text(data.get("card")),
        )

    def intake(self, lists: Vocabularies, now: Moment) -> Intake:
        """What the service takes; the page was checked before."""
        day = date.fromisoformat(self.happened)
        needs = tuple(line for line in self.filled_needs() if not line.whom)
        fields = dict(self.person)
        if fields.get("age_band"):
            fields["intake_year"] = day.year
        if self.consent.caregiver:
            # Who answers for the child belongs to the file as well: later consents build on it.
            fields["caregiver"] = self.consent.caregiver
        return Intake(
            happened=moment_of(day, now),
            fields={name: value for name, value in fields.items() if value not in ("", ())},
            needs=tuple(line.entry() for line in needs),
            consent=self.consent.entry(),
            note=self.note,
            sends=self.sends(lists, needs),
            card=self.card,
        )

    def disclosed_fields(self, lists: Vocabularies, line: NeedLine) -> tuple[str, ...]:
        """Of what the person agreed to, what this page has something to say of.

        In a danger to which no consent was given: of the least.
        """
        names = {name for name, value in self.person.items() if value not in ("", (), False)}
        if self.consent.caregiver:
            names.add("caregiver")
        flags = self.person.get("flags")
        held = set(flags) if isinstance(flags, tuple) else set()
        found = []
        danger = lists.exceptions.get(line.exception)
        codes = self.consent.fields
        if danger is not None and not self.consent.covers(line.recipient):
            codes = danger.texts("consent_fields")
        for code in codes:
            entry = lists.consent_fields.get(code)
            if entry is None:
                continue
            if entry.flag("locked"):
                said = code in held
            elif code == NEED_DETAIL:
                said = bool(line.need.detail)
            else:
                said = not names.isdisjoint(entry.texts("case_fields"))
            if said:
                found.append(code)
        return tuple(found)

    def sends(self, lists: Vocabularies, needs: tuple[NeedLine, ...]) -> tuple[SendEntry, ...]:
        """Those of some needs that go to a centre at once, by their place among them."""
        return tuple(
            SendEntry(
                place,
                CentreId(bytes.fromhex(line.recipient)),
                RequestEntry(
                    fields=self.disclosed_fields(lists, line),
                    priority=line.need.priority,
                    priority_reason=line.need.entry().priority_reason,
                    exception=line.exception,
                    exception_reason=line.exception_reason,
                ),
            )
            for place, line in enumerate(needs)
            if line.recipient and (self.consent.given or line.exception)
        )


def _need(data: Mapping[str, Any]) -> NeedLine:
    whom = data.get("whom")
    place = whom if isinstance(whom, int) and not isinstance(whom, bool) else 0
    return NeedLine(
        NeedState.load(data),
        _text(data.get("recipient")),
        place,
        _text(data.get("exception")),
        _text(data.get("exception_reason")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(text for text in value if isinstance(text, str))
    return value if isinstance(value, (str, bool, int)) else ""
