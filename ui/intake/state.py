"""The whole intake page as a value: kept as a draft, shown again, and turned into an Intake."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.vocabulary import Vocabularies
from referral_app.services.disclosure import NEED_DETAIL
from referral_app.services.intake import Intake, RequestEntry, SendEntry
from ui.consent.state import ConsentState
from ui.parts.dates import moment_of
from ui.parts.need_fields import NeedState

FORM: Final = "intake"
"""The name under which drafts of this page are kept."""
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need and the centre, by the hex of its id, to which it is to go at once."""

    need: NeedState = field(default_factory=NeedState)
    recipient: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return self.need.empty and not self.recipient


@dataclass(frozen=True, slots=True)
class IntakeState:
    """What stands on the page; `happened` is an ISO date, `person` by the names of CASE_FIELDS."""

    happened: str = ""
    consent: ConsentState = field(default_factory=ConsentState)
    person: Mapping[str, Value] = field(default_factory=dict)
    needs: tuple[NeedLine, ...] = ()
    note: str = ""

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
                "needs": [line.need.dump() | {"recipient": line.recipient} for line in self.needs],
                "note": self.note,
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
        )

    def intake(self, lists: Vocabularies, now: Moment) -> Intake:
        """What the service takes; the page was checked before."""
        day = date.fromisoformat(self.happened)
        needs = self.filled_needs()
        fields = dict(self.person)
        if fields.get("age_band"):
            fields["intake_year"] = day.year
        if self.consent.caregiver:
            # Who answers for the child belongs to the file as well: later consents build on it.
            fields["caregiver"] = self.consent.caregiver
        return Intake(
            happened=moment_of(day, now),
            fields={name: value for name, value in fields.items() if value not in ("", ())},
            needs=tuple(line.need.entry() for line in needs),
            consent=self.consent.entry(),
            note=self.note,
            sends=self._sends(lists, needs) if self.consent.given else (),
        )

    def disclosed_fields(self, lists: Vocabularies, line: NeedLine) -> tuple[str, ...]:
        """Of what the person agreed to, what this page has something to say of."""
        names = {name for name, value in self.person.items() if value not in ("", (), False)}
        if self.consent.caregiver:
            names.add("caregiver")
        flags = self.person.get("flags")
        held = set(flags) if isinstance(flags, tuple) else set()
        found = []
        for code in self.consent.fields:
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

    def _sends(self, lists: Vocabularies, needs: tuple[NeedLine, ...]) -> tuple[SendEntry, ...]:
        return tuple(
            SendEntry(
                place,
                CentreId(bytes.fromhex(line.recipient)),
                RequestEntry(
                    fields=self.disclosed_fields(lists, line),
                    priority=line.need.priority,
                    priority_reason=line.need.entry().priority_reason,
                ),
            )
            for place, line in enumerate(needs)
            if line.recipient
        )


def _need(data: Mapping[str, Any]) -> NeedLine:
    return NeedLine(NeedState.load(data), _text(data.get("recipient")))


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
