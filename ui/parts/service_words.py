"""An outside service in words: where it is, when it is open, and how long ago that was checked."""

from __future__ import annotations

from referral_app.domain.directory import FRESH_DAYS, Service
from referral_app.language import isolate, isolate_text
from referral_app.services.checks import DAY
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.parts.status import PillWords
from ui.tokens import Kind


def service_words(names: Names, service: Service) -> str:
    """What a person needs to know to go there, in one paragraph."""
    _ = names.ui.gettext
    parts = [names.label("service_kinds", service.kind)]
    if service.address:
        parts.append(isolate_text(service.address))
    elif service.district:
        parts.append(names.label("districts", service.district))
    if service.phone:
        parts.append(isolate(service.phone))
    if service.hours:
        parts.append(isolate_text(service.hours))
    if service.documents:
        parts.append(_("To bring: {text}").format(text=isolate_text(service.documents)))
    parts.append(checked_words(names, service))
    return " · ".join(part for part in parts if part)


def checked_words(names: Names, service: Service) -> str:
    """When somebody last made sure of what stands here."""
    _ = names.ui.gettext
    if service.checked_on is None:
        return _("Never checked")
    day = isolate(names.ui.language.format_date(day_of(service.checked_on)))
    return _("Checked on {day}").format(day=day)


def service_pill(names: Names, service: Service) -> PillWords:
    """Whether people are sent there, and whether what stands here is fresh."""
    _ = names.ui.gettext
    if not service.active:
        return PillWords(_("Not in use"), Kind.NEUTRAL)
    if service.suspended:
        return PillWords(_("Suspended"), Kind.LATE)
    if service.in_conflict:
        return PillWords(_("To check"), Kind.SOON)
    old = service.checked_on is None or names.now() - service.checked_on > FRESH_DAYS * DAY
    if old:
        return PillWords(_("To be checked again"), Kind.SOON)
    return PillWords(checked_words(names, service), Kind.OK)
