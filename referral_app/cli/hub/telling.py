"""A month of the commune, for other programs."""

from __future__ import annotations

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator

from referral_app.cli.hub.running import existing_database
from referral_app.domain.month import Month
from referral_app.hub.operating import month_of
from referral_app.language import Language
from referral_app.statistics.commune import CommuneMonth

FORMAT_VERSION = 1
_COLUMNS = ("cube", "act", "first", "second", "published", "low", "high")


def summaries(asked: Namespace, language: Language) -> None:
    """Print the totals of a month with their intervals, and the centres that are missing."""
    del language  # codes alone, for other programs
    month = month_of(existing_database(asked), asked.month)
    if asked.json:
        json.dump(document(asked.month, month), sys.stdout, indent=1)
        sys.stdout.write("\n")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(month))
    for centre in month.missing:
        writer.writerow(("missing", centre.hex(), "", "", "", "", ""))


def document(which: Month, month: CommuneMonth[bytes]) -> dict[str, object]:
    """Return a month as JSON; centres by their ids, in hex."""
    return {
        "version": FORMAT_VERSION,
        "month": str(which),
        "centres": [centre.hex() for centre in month.present],
        "missing": [centre.hex() for centre in month.missing],
        "totals": [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(month)],
    }


def _rows(month: CommuneMonth[bytes]) -> Iterator[tuple[str | int, ...]]:
    for place, total in month.totals.items():
        act, first, second = (*place.cell, "", "")[:3]
        yield (place.cube, act, first, second, total.published, *total.interval)
