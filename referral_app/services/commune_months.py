"""A month of the commune: what its centres published, added up, each figure with its interval.

The summaries come from the hub, are checked here and kept, so that the page opens without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.centre import Centre
from referral_app.domain.facts import SUMMARY_SENT
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.month import Month
from referral_app.domain.staff import Act
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.journal.commit import read_commit, verify
from referral_app.journal.membership import Membership
from referral_app.services.desk import Desk
from referral_app.services.months import (
    FrozenMonth,
    frozen_month,
    is_before_founding,
    is_over_before_founding,
    release_of,
    standing_month,
)
from referral_app.services.ports import ExchangeStore, ExchangeWork, Work
from referral_app.services.summaries import Summary, read_summary, tell
from referral_app.statistics.commune import CommuneMonth, Published, add_up

_NOTE: Final = "summaries/"


@dataclass(frozen=True, slots=True)
class CommuneView:
    """The commune's month as it is known here.

    `present` and `missing` are the centres by their names; `fetched` when the hub was last asked,
    None when it never was.
    """

    month: Month
    totals: CommuneMonth[CentreId]
    present: tuple[Centre, ...]
    missing: tuple[Centre, ...]
    fetched: Moment | None


def note_of(month: Month) -> str:
    """Name the note that keeps a month's summaries: CBOR [ms, [commit…]]."""
    return f"{_NOTE}{month}"


def commune_month(desk: Desk, month: Month) -> CommuneView:
    """Add up what is kept of a month; our own, once frozen, counts without the hub.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_STATISTICS)
    reader = desk.store.reader
    fetched, raws = _kept(reader.exchange_note(note_of(month)))
    found = _standing(read_summary(raw) for raw in raws)
    ours = frozen_month(desk, month)
    if ours is not None:
        found[desk.centre] = Published(ours.published, frozenset(ours.merges))
    known = {it.id: it for it in (reader.own_centre(), *reader.centres()) if it.active}
    published = {centre: one for centre, one in found.items() if centre in known}
    expected = [it for it in known if it in published or _is_expected(desk, month, it)]
    totals = add_up(published, expected)
    return CommuneView(
        month,
        totals,
        tuple(known[centre] for centre in totals.present),
        tuple(known[centre] for centre in totals.missing),
        fetched,
    )


def _is_expected(desk: Desk, month: Month, centre: CentreId) -> bool:
    """Whether a centre that published nothing is missing: not before it was founded.

    What is entered later for an earlier month is known of ours alone.
    """
    if centre == desk.centre:
        return not is_before_founding(desk, month)
    return not is_over_before_founding(desk, month, centre)


def keep_summaries(store: ExchangeStore, month: Month, raws: Iterable[bytes], now: Moment) -> int:
    """Check what a hub gave for a month and keep what a centre that we know signed; how many."""
    kept: list[bytes] = []
    with store.begin() as work:
        for raw in raws:
            if _is_proved(work, raw, month):
                kept.append(raw)
        work.put_note(note_of(month), codec.encode((now, tuple(kept))))
    return len(kept)


def tell_untold(desk: Desk, work: Work) -> int:
    """Tell of the months that were frozen before the commune was told of any; returns how many.

    Nothing new is let out: freezing them said that they may be published.
    """
    told = 0
    for month in (Month.parse(text) for text in work.frozen_months()):
        frozen = _untold(desk, work, month)
        if frozen is not None:
            tell(work, desk.centre, release_of(frozen), desk.now(), frozen.frozen_by)
            told += 1
    return told


def _untold(desk: Desk, work: Work, month: Month) -> FrozenMonth | None:
    """Return the month where no desk at work told of it: a retired desk's word counts no more."""
    frozen, known = standing_month(work, month), work.own_membership()
    if frozen is None or known is None:
        return None
    at_work = {member.device for member in known.active}
    told = (
        it.device in at_work
        for it in work.writes_about((frozen.id,))
        if it.centre == desk.centre and it.fact.kind == SUMMARY_SENT.name
    )
    return None if any(told) else frozen


def _kept(note: bytes | None) -> tuple[Moment | None, tuple[bytes, ...]]:
    match codec.decode(note or b"\x80"):
        case (int(at), tuple(raws)):
            return Moment(at), tuple(raw for raw in raws if isinstance(raw, bytes))
    return None, ()


def _standing(found: Iterable[Summary]) -> dict[CentreId, Published]:
    """Return one a centre: the highest revision."""
    best: dict[CentreId, Summary] = {}
    for one in found:
        if one.centre not in best or one.rank > best[one.centre].rank:
            best[one.centre] = one
    return {centre: one.published for centre, one in best.items()}


def _is_proved(work: ExchangeWork, raw: bytes, month: Month) -> bool:
    """Whether a desk of a centre that is known here signed it: a hub could make up anything."""
    try:
        summary = read_summary(raw)
    except ForeignDataError:
        return False
    member = _member(work.membership(summary.centre), summary)
    signed = member is not None and verify(read_commit(raw), member)
    return signed and summary.month == month


def _member(known: Membership | None, summary: Summary) -> bytes | None:
    member = known.member(summary.device) if known else None
    return member.sign_key if member else None
