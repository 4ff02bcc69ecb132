"""A hub as a place where envelopes lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from referral_app.domain.identifiers import CentreId
from referral_app.exchange.envelope import name_of
from referral_app.exchange.hub_client import PAGE, HubClient
from referral_app.exchange.transport import Fresh, Laid, Lying, Page, Parcel, Row

_MOST_PAGES: Final = 100_000


class HubTransport:
    """The port `Transport`, over a hub that has been greeted."""

    is_live = True

    def __init__(self, client: HubClient, hub_id: bytes, limit: int = PAGE) -> None:
        self._client = client
        self._limit = max(1, min(limit, PAGE))
        self.place = hub_id.hex()

    @property
    def row(self) -> Row | None:
        """The last row of the hub's journal that was seen."""
        return self._client.row

    def pages(self, mailbox: CentreId, after: int, fresh: Fresh) -> Iterator[Page]:
        """Give what lies there behind a position; an envelope is named by what it is."""
        for number in range(_MOST_PAGES):
            items, behind, more = self._client.page(mailbox, after, self._limit)
            lying = {name_of(item.data): item.data for item in items}
            chosen = tuple(Lying(eid, lying[eid]) for eid in fresh(list(lying)))
            yield Page(chosen, (number + more) * self._limit + len(chosen), behind)
            if not more:
                return
            after = behind

    def deposit(self, parcels: Sequence[Parcel]) -> Iterator[Laid]:
        """Deposit envelopes in one request."""
        yield from self._client.deposit(parcels)
