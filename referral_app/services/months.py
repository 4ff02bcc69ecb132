"""A month as the supervisor freezes it: exact for inside, rounded and audited for publication.

A frozen month is a fact of the centre and stays as it is; a correction is a revision of it, audited
together with what it replaces (design.md 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from referral_app.domain.facts import MONTH_FROZEN, STATISTICS_KEY, Fact, content
from referral_app.domain.identifiers import CentreId, DeviceId, Moment, StaffId
from referral_app.domain.month import Frozen, Month, MonthId, standing
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.checks import plain
from referral_app.services.counting import events_of
from referral_app.services.desk import Desk
from referral_app.services.desks import DeskLine, desks
from referral_app.services.lists import fold_all
from referral_app.services.month_codec import pack, unpack
from referral_app.services.ports import Reader, Work
from referral_app.services.summaries import Release, tell
from referral_app.statistics.cubes import Place
from referral_app.statistics.indicators import Indicator, indicators
from referral_app.statistics.release import (
    Publication,
    Tables,
    Withheld,
    exact_tables,
    publish,
)
from referral_app.statistics.tally import Act as Counted
from referral_app.statistics.tally import Event, Merge, count_events

_KEY_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class FrozenMonth:
    """A month as it was frozen. `left_out` files did not agree to be in what is published.

    `rivals` are further freezings of the same revision, made at desks that did not know of each
    other: an alert. `word` is the supervisor's, for desks that were not heard or for a correction.
    """

    id: MonthId
    month: Month
    revision: int
    exact: Tables
    published: Tables
    merges: tuple[Merge, ...]
    left_out: int
    covers: bytes
    lacking: tuple[DeviceId, ...]
    word: str
    frozen_at: Moment
    frozen_by: StaffId
    rivals: int

    def indicators(self, *, exact: bool) -> tuple[Indicator, ...]:
        """Work out the indicators, from the exact or from the published tables."""
        return indicators(self.exact if exact else self.published)


@dataclass(frozen=True, slots=True)
class MonthPreview:
    """What freezing a month now would make of it.

    `lacking` are desks of the centre not heard since it ended; `replaces` is what stands frozen.
    """

    month: Month
    exact: Tables
    outcome: Publication | Withheld
    left_out: int
    lacking: tuple[DeskLine, ...]
    replaces: FrozenMonth | None

    @property
    def has_changed(self) -> bool:
        """Whether the exact figures differ from those that stand frozen."""
        before = self.replaces
        return before is None or _shown(before.exact) != _shown(self.exact)


def months(desk: Desk) -> tuple[Month, ...]:
    """Return the frozen months, latest first; raises NotPermittedError."""
    desk.require(Act.READ_STATISTICS)
    return tuple(Month.parse(month) for month in desk.store.reader.frozen_months())


def frozen_month(desk: Desk, month: Month) -> FrozenMonth | None:
    """Return a month as it stands frozen; None when it is not.

    Raises NotPermittedError, ForeignDataError when a newer program froze it.
    """
    desk.require(Act.READ_STATISTICS)
    return standing_month(desk.store.reader, month)


def count_month(desk: Desk, month: Month) -> Tables:
    """Count a month as it stands now, exactly; it may still be running.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_STATISTICS)
    return exact_tables(count_events(_events(desk.store.reader, month)))


def is_before_founding(desk: Desk, month: Month) -> bool:
    """Whether a month ended before the centre was founded, and nothing was entered for it later.

    Such a month waits for nobody. Raises NotPermittedError.
    """
    if not is_over_before_founding(desk, month, desk.centre):
        return False
    return not any(count_month(desk, month).cells.values())


def is_over_before_founding(desk: Desk, month: Month, centre: CentreId) -> bool:
    """Whether a month ended before a centre was founded; not known of one whose desks are not.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_STATISTICS)
    reader = desk.store.reader
    founded = reader.founded_at(centre)
    return founded is not None and founded >= month.after.start(reader.calendar().commune.zone)


def preview_month(desk: Desk, month: Month, merges: Sequence[Merge] = ()) -> MonthPreview:
    """Count, round and audit a month without freezing it. Takes a second or two.

    Raises NotPermittedError, RefusedError("month.not_over").
    """
    desk.require(Act.PUBLISH_STATISTICS)
    _check_over(desk, month)
    fold_all(desk)
    reader = desk.store.reader
    secret = reader.statistics_key()
    if secret is None:
        # The key is drawn with the first month: what is shown must be what is frozen.
        with desk.store.begin() as work:
            secret = _key(desk, work)
    return _preview(desk, reader, month, merges, secret)


def freeze(desk: Desk, month: Month, word: str = "", merges: Sequence[Merge] = ()) -> FrozenMonth:
    """Freeze a month: counted, rounded, audited, and kept as a fact of the centre.

    Raises NotPermittedError; RefusedError("month.not_over", "month.unchanged", "month.withheld");
    InvalidInputError("month.desks_missing", "month.reason_required") for a lacking word.
    """
    desk.require(Act.PUBLISH_STATISTICS)
    _check_over(desk, month)
    reason = plain(word, "word")
    fold_all(desk)
    with desk.store.begin() as work:
        preview = _preview(desk, work, month, merges, _key(desk, work))
        _check_word(preview, reason)
        if not isinstance(preview.outcome, Publication):
            raise RefusedError("month.withheld")
        record = desk.new_id()
        work.record(
            desk.stream,
            (_fact(desk, work, preview, preview.outcome, record, reason),),
            desk.actor.id,
        )
        found = standing_month(work, month)
        if found is None:
            raise LookupError("a month just frozen is not there")
        tell(work, desk.centre, release_of(found), desk.now(), desk.actor.id)
    return found


def release_of(frozen: FrozenMonth) -> Release:
    """Return what may be told of a frozen month outside the centre."""
    return Release(
        frozen.id,
        frozen.month,
        frozen.revision,
        frozen.published,
        frozen.merges,
        frozen.covers,
        frozen.lacking,
    )


def differences(before: Tables, after: Tables) -> Mapping[Place, tuple[int, int]]:
    """Return the cells in which two tables differ, each with both counts."""
    places = sorted(set(before.cells) | set(after.cells))
    pairs = ((place, before.cells.get(place, 0), after.cells.get(place, 0)) for place in places)
    return {place: (old, new) for place, old, new in pairs if old != new}


def _fact(
    desk: Desk, work: Work, preview: MonthPreview, outcome: Publication, record: bytes, word: str
) -> Fact:
    before = preview.replaces
    told = content(
        month=str(preview.month),
        revision=before.revision + 1 if before else 1,
        cubes=pack(preview.exact, (), preview.left_out),
        rounded=pack(outcome.tables, outcome.merges, preview.left_out),
        covers=work.journal_digest(),
        lacking=tuple(line.device for line in preview.lacking),
        replaces=before.id if before else None,
        reason=word or None,
    )
    return Fact(MONTH_FROZEN.name, record, desk.now(), told)


def _preview(
    desk: Desk, reader: Reader, month: Month, merges: Sequence[Merge], secret: bytes
) -> MonthPreview:
    events = _events(reader, month)
    before = standing_month(reader, month)
    programmes = {
        entry.code: next(iter(entry.texts("snia")), entry.code)
        for entry in desk.vocabularies.service_categories.entries
    }
    wanted = tuple(merges) or (before.merges if before else ())
    said = before.published.cells if before and before.merges == wanted else None
    return MonthPreview(
        month=month,
        exact=exact_tables(count_events(events)),
        outcome=publish(events, secret, programmes, wanted, said),
        left_out=sum(event.act is Counted.OPENED and not event.agreed for event in events),
        lacking=_lacking(desk, month),
        replaces=before,
    )


def _events(reader: Reader, month: Month) -> list[Event]:
    return list(events_of(reader, month, reader.calendar().commune.zone))


def _check_over(desk: Desk, month: Month) -> None:
    zone = desk.store.reader.calendar().commune.zone
    if desk.now() < month.after.start(zone):
        raise RefusedError("month.not_over")


def _check_word(preview: MonthPreview, word: str) -> None:
    if not preview.has_changed:
        raise RefusedError("month.unchanged")
    if preview.replaces is not None and not word:
        raise InvalidInputError("month.reason_required", "word")
    if preview.lacking and not word:
        raise InvalidInputError("month.desks_missing", "word", count=len(preview.lacking))


def _lacking(desk: Desk, month: Month) -> tuple[DeskLine, ...]:
    """Desks of ours that have not told since the month ended what they hold."""
    end = month.after.start(desk.store.reader.calendar().commune.zone)
    return tuple(
        line
        for line in desks(desk)
        if line.active and not line.is_here and (line.last_seen is None or line.last_seen < end)
    )


def _key(desk: Desk, work: Work) -> bytes:
    """The centre's key for rounding, constant for the life of the series; drawn with the first."""
    known = work.statistics_key()
    if known is not None:
        return known
    drawn = desk.chance(_KEY_SIZE)
    fact = Fact(STATISTICS_KEY.name, desk.new_id(), desk.now(), content(key=drawn))
    work.record(desk.stream, (fact,), desk.actor.id)
    return drawn


def standing_month(reader: Reader, month: Month) -> FrozenMonth | None:
    """Return a month as it stands frozen; None when it is not."""
    found = standing(reader.frozen(str(month)))
    return _read(found[0], len(found) - 1) if found else None


def _read(frozen: Frozen, rivals: int) -> FrozenMonth:
    exact, published = unpack(frozen.cubes), unpack(frozen.rounded)
    return FrozenMonth(
        id=frozen.id,
        month=Month.parse(frozen.month),
        revision=frozen.revision,
        exact=exact.tables,
        published=published.tables,
        merges=published.merges,
        left_out=published.left_out,
        covers=frozen.covers,
        lacking=frozen.lacking,
        word=frozen.reason,
        frozen_at=frozen.frozen_at,
        frozen_by=frozen.frozen_by,
        rivals=rivals,
    )


def _shown(tables: Tables) -> dict[Place, int]:
    return {place: count for place, count in tables.cells.items() if count}
