"""Tables of a month as bytes in a fact: codes once, cells as numbers.

tables = CBOR [1, [code…], [[cube, code…, count]…], [merge…], left out]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from referral_app.domain.facts import Value
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.statistics.cubes import Place
from referral_app.statistics.release import Tables
from referral_app.statistics.tally import PEOPLE, SERVICES, Merge

_FORM: Final = 1
_CUBES: Final = ("", SERVICES, PEOPLE)


@dataclass(frozen=True, slots=True)
class Packed:
    """Tables with what was joined in them, and how many files did not agree to be in them."""

    tables: Tables
    merges: tuple[Merge, ...]
    left_out: int


def pack(tables: Tables, merges: tuple[Merge, ...], left_out: int) -> bytes:
    """Write tables; inner cells of zero are left out, margins are kept."""
    kept = {p: n for p, n in tables.cells.items() if n or not p.cube or "*" in p.cell}
    codes = sorted({code for place in kept for code in place.cell})
    number = {code: at for at, code in enumerate(codes)}
    cells = tuple(
        (_CUBES.index(place.cube), *(number[code] for code in place.cell), count)
        for place, count in sorted(kept.items())
    )
    return codec.encode(
        (_FORM, tuple(codes), cells, tuple(merge.value for merge in merges), left_out)
    )


def unpack(data: bytes) -> Packed:
    """Read tables.

    Raises ForeignDataError("month.unreadable_tables") for another form.
    """
    match codec.decode(data):
        case (int(form), tuple(codes), tuple(cells), tuple(merges), int(left_out)) if form == _FORM:
            try:
                tables = Tables(dict(_cell(codes, cell) for cell in cells))
                return Packed(tables, tuple(Merge(str(one)) for one in merges), left_out)
            except (IndexError, ValueError) as error:
                raise ForeignDataError("month.unreadable_tables") from error
    raise ForeignDataError("month.unreadable_tables")


def _cell(codes: tuple[Value, ...], cell: Value) -> tuple[Place, int]:
    match cell:
        case (int(cube), *places, int(count)) if all(type(at) is int for at in places):
            named = tuple(str(codes[at]) for at in places if isinstance(at, int))
            return Place(_CUBES[cube], named), count
    raise ValueError
