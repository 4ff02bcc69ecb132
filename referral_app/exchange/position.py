"""How far a hub was read, and the last row of its journal that was seen there.

    note = CBOR [cursor, journal position, chain(32 or 0), ms of the last comparison, batch]

The cursor is stored with or after what came before it; the row shows whether the hub was put back
to an earlier day (exchange.md 7.2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.exchange.transport import MOST_ITEMS, Row, Transport
from referral_app.journal import codec
from referral_app.services.ports import ExchangeWork

CHAIN: Final = 32
NEVER: Final = Moment(0)


@dataclass(frozen=True, slots=True)
class Position:
    """`cursor`: what of our mailbox was read. `row`: the hub's journal as last seen.

    `compared` is when we last asked whether all that we laid there still lies there; `most` is how
    many envelopes one request takes, fewer after each that failed.
    """

    cursor: int = 0
    row: Row | None = None
    compared: Moment = NEVER
    most: int = MOST_ITEMS


def read_position(work: ExchangeWork, place: str) -> Position:
    """Return what is known of a place; the beginning where it was never read."""
    match codec.decode(work.note(_note(place)) or b"\x80"):
        case (int(cursor), int(row), bytes(chain), int(compared), int(most)):
            seen = (row, chain) if len(chain) == CHAIN else None
            return Position(cursor, seen, Moment(compared), max(1, min(most, MOST_ITEMS)))
    return Position()


def put_position(work: ExchangeWork, place: str, position: Position) -> None:
    """Keep a position."""
    row, chain = position.row or (0, b"")
    value = (position.cursor, row, chain, position.compared, position.most)
    work.put_note(_note(place), codec.encode(value))


def put_cursor(work: ExchangeWork, transport: Transport, cursor: int) -> None:
    """Keep how far a mailbox was read, and the journal's row; neither goes back by itself."""
    known = read_position(work, transport.place)
    row = transport.row or known.row
    if cursor > known.cursor or row != known.row:
        moved = replace(known, cursor=max(cursor, known.cursor), row=row)
        put_position(work, transport.place, moved)


def put_row(work: ExchangeWork, transport: Transport) -> None:
    """Keep the journal's row that was seen last."""
    if transport.row is not None:
        put_cursor(work, transport, 0)


def _note(place: str) -> str:
    return f"position/{place}"
