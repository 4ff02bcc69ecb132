"""Lists that a person finds again by name: a filter of the files or of the referrals.

They are the person's own, at this desk: kept in the encrypted store, never a fact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.services.checks import plain
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader

CASES: Final = "cases"
REFERRALS: Final = "referrals"
MOST: Final = 20
"""Lists of one's own on a page: more are no longer found by looking."""
NAME_LIMIT: Final = 40

Filters = tuple[tuple[str, str], ...]
"""What the fields of the page are set to, by their names; sorted."""


@dataclass(frozen=True, slots=True)
class SavedList:
    """A filter of one page; `built_in` names one of the program, whose words are the window’s."""

    page: str
    name: str
    filters: Filters
    built_in: str = ""

    def get(self, name: str) -> str:
        """What a field is set to; empty where the list leaves it alone."""
        return dict(self.filters).get(name, "")


def _of_ours(page: str, built_in: str, **filters: str) -> SavedList:
    return SavedList(page, "", tuple(sorted(filters.items())), built_in)


BUILT_IN: Final = (
    _of_ours(CASES, "my_files", state="open", mine="yes"),
    _of_ours(CASES, "closed_this_month", state="closed", closed="yes"),
    _of_ours(REFERRALS, "unanswered", box="sent", scope="unanswered"),
    _of_ours(REFERRALS, "late_sent", box="sent", scope="late"),
    _of_ours(REFERRALS, "late_received", box="received", scope="late"),
    _of_ours(REFERRALS, "urgent_sent", box="sent", scope="waiting", urgent="yes"),
)
"""What every desk has from the first day."""


def saved_lists(desk: Desk, page: str) -> tuple[SavedList, ...]:
    """Return the lists of a page: those built in, then the person's own as they were kept.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_CASES)
    built_in = [found for found in BUILT_IN if found.page == page]
    own = [found for found in _own(desk, desk.store.reader) if found.page == page]
    return (*built_in, *own)


def save_list(desk: Desk, page: str, name: str, filters: Mapping[str, str]) -> SavedList:
    """Keep a filter of `page` under a name; one of the same name is replaced.

    Raises NotPermittedError, InvalidInputError at `name`, RefusedError when there are too many.
    """
    desk.require(Act.READ_CASES)
    tidy = plain(" ".join(name.split()), "name", required=True, limit=NAME_LIMIT)
    kept = {key: plain(value, "text") for key, value in filters.items() if value.strip()}
    fresh = SavedList(page, tidy, tuple(sorted(kept.items())))
    with desk.store.begin() as work:
        lists = _own(desk, work)
        same = [at for at, found in enumerate(lists) if _same(found, page, tidy)]
        if same:
            lists[same[0]] = fresh
        elif sum(found.page == page for found in lists) >= MOST:
            raise RefusedError("lists.too_many", most=MOST)
        else:
            lists.append(fresh)
        work.put_setting(_setting(desk), _written(lists))
    return fresh


def drop_list(desk: Desk, page: str, name: str) -> None:
    """Forget a list of one's own; nothing happens where there is none. Raises NotPermittedError."""
    desk.require(Act.READ_CASES)
    with desk.store.begin() as work:
        lists = _own(desk, work)
        left = [found for found in lists if not _same(found, page, name)]
        if len(left) != len(lists):
            work.put_setting(_setting(desk), _written(left))


def _same(found: SavedList, page: str, name: str) -> bool:
    return found.page == page and found.name.casefold() == name.casefold()


def _setting(desk: Desk) -> str:
    return f"lists/{desk.actor.id.hex()}"


def _written(lists: list[SavedList]) -> str:
    told = [{"page": it.page, "name": it.name, "filters": dict(it.filters)} for it in lists]
    return json.dumps(told, ensure_ascii=False)


def _own(desk: Desk, reader: Reader) -> list[SavedList]:
    """The person's own lists; what cannot be read is left out, and never stops the page."""
    try:
        told = json.loads(reader.setting(_setting(desk)) or "[]")
    except ValueError:
        return []
    return [found for entry in told if (found := _read(entry))] if isinstance(told, list) else []


def _read(entry: object) -> SavedList | None:
    if not isinstance(entry, dict):
        return None
    page, name, filters = entry.get("page"), entry.get("name"), entry.get("filters")
    if not (isinstance(page, str) and isinstance(name, str) and isinstance(filters, dict)):
        return None
    pairs = [(key, value) for key, value in filters.items() if isinstance(value, str)]
    return SavedList(page, name, tuple(sorted(pairs)))
