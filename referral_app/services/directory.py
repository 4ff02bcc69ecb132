"""The directory of outside services: kept by the centre, checked from time to time, searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from referral_app.domain.directory import FRESH_DAYS, Service, ServiceRecord
from referral_app.domain.facts import SERVICE_FIELD, Value
from referral_app.domain.fields import Fields
from referral_app.domain.folding import fold
from referral_app.domain.identifiers import Moment, ServiceId
from referral_app.domain.shared_directory import listings
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.case_fields import CLEARED, changes_to, field_facts
from referral_app.services.checks import DAY, choice, date_of, plain, record_all
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader, Work
from referral_app.services.sharing import tell_commune

_LENGTHS: Final = {
    "name_fr": 120,
    "name_ar": 120,
    "address": 200,
    "phone": 80,
    "hours": 160,
    "documents": 280,
    "suspended": 160,
}
"""Characters of each text of a service."""


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A service as typed. One of the names is enough; `phone` is the service's public one."""

    name_fr: str = ""
    name_ar: str = ""
    kind: str = ""
    categories: tuple[str, ...] = ()
    district: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    documents: str = ""


@dataclass(frozen=True, slots=True)
class ServiceQuery:
    """Which services; what is empty takes all. `offered` None takes those that are closed, too.

    `ours` True takes what our centre lists, False what others share, None both.
    """

    text: str = ""
    category: str = ""
    district: str = ""
    offered: bool | None = True
    ours: bool | None = None


def services(desk: Desk) -> tuple[Service, ...]:
    """Return the whole directory, by name; raises NotPermittedError."""
    desk.require(Act.READ_CASES)
    return desk.store.reader.services()


def service(desk: Desk, which: ServiceId) -> Service:
    """Return a service; raises NotPermittedError, RefusedError."""
    desk.require(Act.READ_CASES)
    found = desk.store.reader.service(which)
    if found is None:
        raise RefusedError("service.unknown")
    return found


def find_services(desk: Desk, query: ServiceQuery) -> tuple[Service, ...]:
    """Return services in which every word typed begins a word, in any of the languages.

    Looked for in the name, address, kind, district and categories. What several centres list is
    found once, as ours or as it was checked last. Raises NotPermittedError.
    """
    typed = fold(query.text).split()
    return tuple(
        listing.shown
        for listing in listings(services(desk))
        if any(_is_meant(desk, found, query, typed) for found in listing.listed)
    )


def _is_meant(desk: Desk, found: Service, query: ServiceQuery, typed: list[str]) -> bool:
    return (
        (query.offered is None or found.active is query.offered)
        and (query.ours is None or (found.source is None) is query.ours)
        and (not query.category or query.category in found.categories)
        and (not query.district or query.district == found.district)
        and _tells(desk, found, typed)
    )


def is_fresh(desk: Desk, found: Service) -> bool:
    """Whether somebody made sure of the service in the last 90 days."""
    return found.checked_on is not None and desk.now() - found.checked_on <= FRESH_DAYS * DAY


def add_service(desk: Desk, entry: ServiceEntry, happened: Moment) -> ServiceId:
    """Put a service into the directory, checked on `happened`.

    Raises NotPermittedError, InvalidInputError.
    """
    desk.require(Act.MANAGE_DIRECTORY)
    at = date_of(desk, happened)
    with desk.store.begin() as work:
        which = ServiceId(desk.new_id())
        checked = _checked(desk, work, which, entry)
        values = {name: value for name, value in checked.items() if value not in CLEARED}
        values["checked_on"] = at
        facts = field_facts(SERVICE_FIELD, which, Fields(), values, at)
        record_all(work, desk.stream, facts, desk.actor.id)
    return which


def change_service(desk: Desk, which: ServiceId, entry: ServiceEntry, happened: Moment) -> None:
    """Write what differs; values that stood side by side are settled.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_DIRECTORY)
    with desk.store.begin() as work:
        _known(work, which)
        _write(desk, work, which, _checked(desk, work, which, entry), happened)


def mark_checked(desk: Desk, which: ServiceId, happened: Moment) -> None:
    """Say that what stands here was checked with the service on `happened`.

    Any worker may: whoever called the service knows. Raises NotPermittedError, InvalidInputError,
    RefusedError.
    """
    desk.require(Act.SEND_REFERRAL)
    with desk.store.begin() as work:
        _write(desk, work, which, {"checked_on": date_of(desk, happened)}, happened)


def suspend(desk: Desk, which: ServiceId, reason: str, happened: Moment) -> None:
    """Send nobody there until `resume`, saying why.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_DIRECTORY)
    why = plain(reason, "suspended", required=True, limit=_LENGTHS["suspended"])
    with desk.store.begin() as work:
        _write(desk, work, which, {"suspended": why}, happened)


def resume(desk: Desk, which: ServiceId, happened: Moment) -> None:
    """Send people there again; raises NotPermittedError, InvalidInputError, RefusedError."""
    desk.require(Act.MANAGE_DIRECTORY)
    with desk.store.begin() as work:
        _write(desk, work, which, {"suspended": ""}, happened)


def set_offered(desk: Desk, which: ServiceId, offered: bool, happened: Moment) -> None:
    """Take a service out of the directory, or back in; what was sent there stays readable.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_DIRECTORY)
    with desk.store.begin() as work:
        _write(desk, work, which, {"active": offered}, happened)


def _write(
    desk: Desk, work: Work, which: ServiceId, values: Mapping[str, Value], happened: Moment
) -> None:
    record = _known(work, which)
    at = date_of(desk, happened)
    facts = field_facts(SERVICE_FIELD, which, record.fields, changes_to(record.fields, values), at)
    if facts:
        record_all(work, desk.stream, facts, desk.actor.id)
        tell_commune(desk, work, which, at)


def _known(reader: Reader, which: ServiceId) -> ServiceRecord:
    found = reader.service_record(which)
    if found is None:
        raise RefusedError("service.unknown")
    return found


def _checked(desk: Desk, reader: Reader, which: ServiceId, entry: ServiceEntry) -> dict[str, Value]:
    """The values of an entry, as they may stand; raises InvalidInputError, naming the field."""
    lists = desk.vocabularies
    values: dict[str, Value] = {
        name: plain(text, name, limit=_LENGTHS[name])
        for name, text in asdict(entry).items()
        if name in _LENGTHS
    }
    if not (values["name_fr"] or values["name_ar"]):
        raise InvalidInputError("service.name_required", "name_fr")
    for name, field in (("name_fr", "name_fr"), ("name_ar", "name_ar")):
        ours = (other for other in reader.services() if other.source is None)
        if any(_same(values[name], other, name) for other in ours if other.id != which):
            raise InvalidInputError("service.exists", field)
    values["kind"] = lists.service_kinds.require(entry.kind, "kind", entry.name_fr or "-").code
    values["district"] = choice(lists.districts, entry.district, "district").code
    values["categories"] = _categories(desk, entry.categories)
    return values


def _same(name: Value, other: Service, field: str) -> bool:
    standing = other.name_fr if field == "name_fr" else other.name_ar
    return isinstance(name, str) and name != "" and fold(name) == fold(standing) and other.active


def _categories(desk: Desk, codes: Iterable[str]) -> tuple[str, ...]:
    offered = desk.vocabularies.service_categories
    chosen = {choice(offered, code, "categories").code for code in codes}
    if not chosen:
        raise InvalidInputError("service.categories_required", "categories")
    return tuple(code for code in offered.codes if code in chosen)


def _tells(desk: Desk, found: Service, typed: list[str]) -> bool:
    if not typed:
        return True
    lists = desk.vocabularies
    coded = [
        lists.service_kinds.get(found.kind),
        lists.districts.get(found.district),
        *(lists.service_categories.get(code) for code in found.categories),
    ]
    texts = [found.name_fr, found.name_ar, found.address]
    texts += [text for code in coded if code for text in (code.fr, code.ar, code.en)]
    words = fold(" ".join(texts).replace("’", " ").replace("-", " ")).replace("'", " ").split()
    return all(any(_begins(word, start) for word in words) for start in typed)


def _begins(word: str, start: str) -> bool:
    """Whether a word begins so; the Arabic article may be left out."""
    return word.startswith(start) or word.removeprefix("ال").startswith(start)
