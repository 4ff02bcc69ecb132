"""What a status says beside itself: why, who decided, when and where, in the person's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Referral, Status
from referral_app.language import isolate, isolate_text
from ui.parts.dates import day_of
from ui.parts.names import Names

_REASONS: Final = {
    Status.REJECTED.value: "decline_reasons",
    Status.ON_HOLD.value: "wait_reasons",
    Status.CANCELLED.value: "cancel_reasons",
    Status.ENTERED_IN_ERROR.value: "cancel_reasons",
}


def answer_words(names: Names, referral: Referral) -> str:
    """What was said with the status that is shown, on one line; nothing for a request."""
    fact = referral.shown
    if fact is None or referral.status is Status.REQUESTED:
        return ""
    return " · ".join(said(names, fact.status, dict(fact.content)))


def said(names: Names, status: str, values: Mapping[str, Value]) -> list[str]:
    """What was said with any status, in parts; `values` are those of its fact."""
    parts = [
        *_source(names, values),
        *_reason(names, status, values),
        *_appointment(names, values),
        *_days(names, values),
    ]
    texts = (_text(values, "text"), _text(values, "suggestion"))
    _ = names.ui.gettext
    if texts[0]:
        parts.append(isolate_text(texts[0]))
    if texts[1]:
        parts.append(_("Suggests: {text}").format(text=isolate_text(texts[1])))
    return parts


def _source(names: Names, values: Mapping[str, Value]) -> list[str]:
    """How the answer of a service without a desk came, and who spoke there."""
    way, speaker = _text(values, "channel"), _text(values, "speaker")
    known = names.lists.answer_channels.get(way)
    parts = [names.label("answer_channels", way)] if known else []
    return parts + ([names.label("speakers", speaker)] if speaker else [])


def _reason(names: Names, status: str, values: Mapping[str, Value]) -> list[str]:
    _ = names.ui.gettext
    parts = []
    if (reason := _text(values, "reason")) and status in _REASONS:
        parts.append(names.label(_REASONS[status], reason))
    if outcome := _text(values, "outcome"):
        parts.append(names.label("outcomes", outcome))
    if (evidence := _text(values, "evidence")) and (outcome or not _text(values, "channel")):
        parts.append(names.label("evidence", evidence))
    if decider := _text(values, "decided_by"):
        who = names.label("decided_by", decider)
        parts.append(_("Decided by: {who}").format(who=who))
    return parts


def _appointment(names: Names, values: Mapping[str, Value]) -> list[str]:
    _ = names.ui.gettext
    parts = []
    at = values.get("appointment_at")
    if isinstance(at, int):
        when = isolate(names.ui.language.format_moment(at))
        parts.append(_("Appointment {when}").format(when=when))
    elif values.get("without_appointment") is True:
        parts.append(_("Without appointment"))
    if contact := _text(values, "contact_point"):
        parts.append(_("Contact point: {text}").format(text=isolate_text(contact)))
    if documents := _text(values, "documents"):
        parts.append(_("To bring: {text}").format(text=isolate_text(documents)))
    return parts


def _days(names: Names, values: Mapping[str, Value]) -> list[str]:
    _ = names.ui.gettext
    parts = []
    if day := _day(names, values, "expected_at"):
        parts.append(_("Place expected on {day}").format(day=day))
    if day := _day(names, values, "review_at"):
        parts.append(_("Looked at again on {day}").format(day=day))
    return parts


def _day(names: Names, values: Mapping[str, Value], name: str) -> str:
    moment = values.get(name)
    if not isinstance(moment, int):
        return ""
    return isolate(names.ui.language.format_date(day_of(Moment(moment))))


def _text(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
