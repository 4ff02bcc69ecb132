"""Records from their facts: pure functions of a set, in any order, with doublings.

Each returns None while the fact that founds the record has not arrived. Facts of unknown kinds, in
the wrong place, by the wrong side or of the wrong shape are void: they change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.case import Case, Need, Note
from referral_app.domain.centre import Centre, Invitation
from referral_app.domain.consent import Consent
from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    CENTRE_FIELD,
    CENTRE_INTRODUCED,
    CONSENT_ENDED,
    CONSENT_GIVEN,
    ENTRY_REDACTED_CASE,
    INVITATION_ISSUED,
    NEED_FIELD,
    NEED_RECORDED,
    NOTE_ADDED,
    STAFF_FIELD,
)
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    ConsentId,
    InvitationId,
    Moment,
    NeedId,
    StaffId,
)
from referral_app.domain.staff import Role, Staff
from referral_app.journal.halves import fold_referral
from referral_app.journal.household import with_household
from referral_app.journal.register import fields_of, precedence
from referral_app.journal.sound import about, founding, sound_facts
from referral_app.journal.values import data, number, text, texts
from referral_app.journal.write import Write

__all__ = [
    "fold_case",
    "fold_centre",
    "fold_consent",
    "fold_invitation",
    "fold_need",
    "fold_referral",
    "fold_staff",
]


def fold_case(writes: Iterable[Write]) -> Case | None:
    """Return the case with its fields and its notes, oldest note first."""
    opened, written, added, redactions = sound_facts(
        writes, CASE_OPENED, CASE_FIELD, NOTE_ADDED, ENTRY_REDACTED_CASE
    )
    first = founding(opened)
    if first is None:
        return None
    record = first.fact.record
    of_fields = about(written, record)
    return Case(
        CaseId(record),
        text(first.fact, "code"),
        first.fact.happened,
        first.entered,
        first.author,
        with_household(fields_of(of_fields), of_fields),
        _notes(about(added, record), about(redactions, record)),
    )


def _notes(added: list[Write], redactions: list[Write]) -> tuple[Note, ...]:
    hidden = {entry for write in redactions for entry in write.fact.seen}
    oldest_first = sorted(added, key=lambda write: (write.fact.happened, precedence(write)))
    return tuple(
        [
            Note(
                write.id,
                "" if write.id in hidden else text(write.fact, "text"),
                write.fact.happened,
                write.entered,
                write.author,
                write.id in hidden,
            )
            for write in oldest_first
        ]
    )


def fold_need(writes: Iterable[Write]) -> Need | None:
    """Return the need with its fields."""
    recorded, written = sound_facts(writes, NEED_RECORDED, NEED_FIELD)
    first = founding(recorded)
    if first is None:
        return None
    return Need(
        NeedId(first.fact.record),
        CaseId(data(first.fact, "case")),
        first.fact.happened,
        first.entered,
        first.author,
        fields_of(about(written, first.fact.record)),
    )


def fold_consent(writes: Iterable[Write]) -> Consent | None:
    """Return the consent; of several endings the earliest counts, which protects most."""
    given, endings = sound_facts(writes, CONSENT_GIVEN, CONSENT_ENDED)
    first = founding(given)
    if first is None:
        return None
    fact = first.fact
    end = min(
        about(endings, fact.record),
        key=lambda write: (write.fact.happened, precedence(write)),
        default=None,
    )
    assent = fact.get("assent")
    return Consent(
        ConsentId(fact.record),
        CaseId(data(fact, "case")),
        fact.happened,
        first.entered,
        first.author,
        text(fact, "form"),
        text(fact, "language"),
        fact.get("interpreter") is True,
        texts(fact, "recipients"),
        texts(fact, "fields"),
        Moment(number(fact, "until")),
        fact.get("statistics") is True,
        text(fact, "caregiver"),
        assent if isinstance(assent, bool) else None,
        text(fact, "restrictions"),
        end.fact.happened if end else None,
        text(end.fact, "reason") if end else "",
    )


def fold_staff(writes: Iterable[Write]) -> Staff | None:
    """Return the member of staff once label and role are known.

    A role that this program does not know may do nothing here: better than too much.
    """
    (written,) = sound_facts(writes, STAFF_FIELD)
    first = founding(written)
    if first is None:
        return None
    fields = fields_of(about(written, first.fact.record))
    label, role = fields.text("label"), fields.text("role")
    if not label or not role:
        return None
    known = role in set(Role)
    return Staff(
        StaffId(first.fact.record),
        label,
        Role(role) if known else Role.TRAINER,
        known and fields.value("active") is not False,
    )


def fold_centre(writes: Iterable[Write], own: CentreId) -> Centre | None:
    """Return the centre as the centre `own` knows it: itself by its fields, others introduced."""
    introduced, written = sound_facts(writes, CENTRE_INTRODUCED, CENTRE_FIELD)
    introduced = [write for write in introduced if write.centre == own]
    written = [write for write in written if write.centre == own]
    first = founding(introduced) or founding(written)
    if first is None:
        return None
    record = CentreId(first.fact.record)
    latest = max(about(introduced, record), key=precedence, default=None)
    fields = fields_of(about(written, record))
    if latest is None and "name_fr" not in fields.by_name and "name_ar" not in fields.by_name:
        return None
    name_fr, name_ar = (
        fields.text(name) or (text(latest.fact, name) if latest else "")
        for name in ("name_fr", "name_ar")
    )
    return Centre(
        record,
        name_fr,
        name_ar,
        fields.text("district"),
        record == own,
        first.fact.happened if introduced else None,
    )


def fold_invitation(writes: Iterable[Write]) -> Invitation | None:
    """Return the invitation; `writes` hold also what introduces the centre that used it."""
    issued, introduced = sound_facts(writes, INVITATION_ISSUED, CENTRE_INTRODUCED)
    first = founding(issued)
    if first is None:
        return None
    fact = first.fact
    user = founding(write for write in introduced if write.fact.get("invitation") == fact.record)
    return Invitation(
        InvitationId(fact.record),
        data(fact, "secret"),
        Moment(number(fact, "expires")),
        fact.happened,
        number(fact, "first_block"),
        number(fact, "blocks"),
        CentreId(user.fact.record) if user else None,
    )
