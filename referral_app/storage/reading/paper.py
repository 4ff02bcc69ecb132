"""Questions about printed cards and register pages."""

from __future__ import annotations

from typing import Final

from sqlalchemy import exists, select

from referral_app.domain.erasure import code_mark
from referral_app.domain.identifiers import DeviceId, Moment, StaffId
from referral_app.journal.stream import membership
from referral_app.services.ports.paper import CardBatch, RegisterPages
from referral_app.storage.connection import Row
from referral_app.storage.projecting.members import read_membership
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.erasing import ERASURE_ROW
from referral_app.storage.tables.paper import CARD, REGISTER_PAGE
from referral_app.storage.tables.projections import CASE_ROW

_CARDS: Final = compiled(
    select(
        CARD.c.batch,
        CARD.c.printed,
        CARD.c.author,
        CARD.c.code,
        exists().where(CASE_ROW.c.code == CARD.c.code),
    ).order_by(CARD.c.printed.desc(), CARD.c.batch, CARD.c.place)
)
_SPENT: Final = compiled(select(ERASURE_ROW.c.code))
_PRINTED: Final = compiled(select(exists().where(CARD.c.code == param("code"))))
_PAGES: Final = compiled(
    select(
        REGISTER_PAGE.c.batch,
        REGISTER_PAGE.c.printed,
        REGISTER_PAGE.c.author,
        REGISTER_PAGE.c.number,
    ).order_by(REGISTER_PAGE.c.printed.desc(), REGISTER_PAGE.c.batch, REGISTER_PAGE.c.place)
)


class PaperQuestions(Asking):
    """What was printed at the desks of the centre, as far as it is known here."""

    def card_batches(self) -> tuple[CardBatch, ...]:
        """Return what was printed, newest first."""
        batches = _batches(self._ask(_CARDS))
        spent = {mark for (mark,) in self._ask(_SPENT)}
        return tuple(
            CardBatch(
                batch,
                Moment(printed),
                StaffId(author),
                tuple(code for code, _used in rows),
                tuple(code for code, used in rows if not used and code_mark(code) not in spent),
            )
            for (batch, printed, author), rows in batches.items()
        )

    def card_is_printed(self, code: str) -> bool:
        """Whether a card of the centre bears this code."""
        return bool(self._ask(_PRINTED, {"code": code})[0][0])

    def register_pages(self) -> tuple[RegisterPages, ...]:
        """Return what was printed, newest first."""
        batches = _batches(self._ask(_PAGES))
        return tuple(
            RegisterPages(
                batch, Moment(printed), StaffId(author), tuple(number for (number,) in rows)
            )
            for (batch, printed, author), rows in batches.items()
        )

    def desk_number(self, device: DeviceId) -> int:
        """Return a desk's place among the centre's, from 1; 0 for a desk that is none of them."""
        self._settle()
        desks = read_membership(self._connection, membership(self._own))
        devices = [member.device for member in desks.members] if desks else []
        return devices.index(device) + 1 if device in devices else 0


def _batches(rows: list[Row]) -> dict[tuple[bytes, int, bytes], list[Row]]:
    found: dict[tuple[bytes, int, bytes], list[Row]] = {}
    for batch, printed, author, *rest in rows:
        found.setdefault((batch, printed, author), []).append(tuple(rest))
    return found
