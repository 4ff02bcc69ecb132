"""What a centre tells the commune of a month: its rounded tables, signed, and no count as it was.

It stands in the centre's stream for the hub, beside the frozen month that it is taken from. Who
reads it makes sure again that every figure is rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from referral_app.domain.facts import SUMMARY_SENT, Fact, content
from referral_app.domain.identifiers import CentreId, DeviceId, Moment, StaffId
from referral_app.domain.month import Month, MonthId
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.journal.commit import Commit, read_commit, writes
from referral_app.journal.sound import is_sound
from referral_app.journal.stream import summaries as stream_of
from referral_app.services.month_codec import pack, unpack
from referral_app.services.ports import Work
from referral_app.statistics.commune import Published
from referral_app.statistics.release import Tables
from referral_app.statistics.rounding import BASE
from referral_app.statistics.tally import Merge

METHOD: Final = "rounding5"
CODEBOOK: Final = "1"
"""Number of the code lists' edition; a code is never given another meaning."""
_MOST_LACKING: Final = 500
_CODE: Final = re.compile(r"[A-Za-z0-9._+*-]{1,32}")
_NAMES: Final = frozenset({"month", "revision", "codebook", "method", "cells", "covers", "lacking"})


class Summary(NamedTuple):
    """A centre's summary of a month, as it was signed; what is `published` is rounded."""

    centre: CentreId
    month: Month
    revision: int
    hlc: int
    device: DeviceId
    raw: bytes
    published: Published

    @property
    def rank(self) -> tuple[int, int, bytes]:
        """Of two for one month the higher stands (exchange.md 5.4)."""
        return self.revision, self.hlc, self.device


@dataclass(frozen=True, slots=True)
class Release:
    """What is told of a frozen month: its id, its rounded tables, and what they cover."""

    id: MonthId
    month: Month
    revision: int
    tables: Tables
    merges: tuple[Merge, ...]
    covers: bytes
    lacking: tuple[DeviceId, ...]


def tell(work: Work, centre: CentreId, release: Release, now: Moment, author: StaffId) -> None:
    """Record what the commune is told of a month; how many were left out is nobody's outside."""
    told = content(
        month=str(release.month),
        revision=release.revision,
        codebook=CODEBOOK,
        method=METHOD,
        cells=pack(release.tables, release.merges, 0),
        covers=release.covers,
        lacking=release.lacking,
    )
    fact = Fact(SUMMARY_SENT.name, release.id, now, told)
    work.record(stream_of(centre), (fact,), author)


def read_summary(raw: bytes) -> Summary:
    """Read a commit of a centre's stream for the hub; the signature is not checked here.

    Raises ForeignDataError for anything but one rounded summary.
    """
    commit = read_commit(raw)
    (write, *more) = writes(commit) or (None,)
    if commit.stream != stream_of(commit.centre) or more or len(commit.facts) != 1:
        raise ForeignDataError("hub.no_summary")
    if write is None or write.fact.kind != SUMMARY_SENT.name or not is_sound(write, SUMMARY_SENT):
        raise ForeignDataError("hub.no_summary")
    return _read(commit, write.fact)


def _read(commit: Commit, fact: Fact) -> Summary:
    try:
        month = Month.parse(str(fact.get("month")))
    except InvalidInputError:
        raise ForeignDataError("hub.no_summary") from None
    match fact.get("revision"), fact.get("cells"):
        case (int(revision), bytes(cells)) if _is_plain(fact, month):
            published = _rounded(cells)
            return Summary(
                commit.centre, month, revision, commit.hlc, commit.device, commit.raw, published
            )
    raise ForeignDataError("hub.no_summary")


def _is_plain(fact: Fact, month: Month) -> bool:
    """Whether nothing in it could be a word of content: known names, a codebook's short name."""
    lacking = fact.get("lacking") or ()
    return (
        {name for name, _ in fact.content} <= _NAMES
        and fact.get("month") == str(month)
        and fact.get("method") == METHOD
        and _CODE.fullmatch(str(fact.get("codebook"))) is not None
        and isinstance(lacking, tuple)
        and len(lacking) <= _MOST_LACKING
        and all(isinstance(desk, bytes) and len(desk) == len(fact.record) for desk in lacking)
    )


def _rounded(cells: bytes) -> Published:
    packed = unpack(cells)
    counts = packed.tables.cells
    if packed.left_out or any(count < 0 or count % BASE for count in counts.values()):
        raise ForeignDataError("hub.raw_counts")
    codes = (code for place in counts for code in place.cell)
    if not all(code == "" or _CODE.fullmatch(code) for code in codes):
        raise ForeignDataError("hub.no_summary")
    return Published(packed.tables, frozenset(packed.merges))
