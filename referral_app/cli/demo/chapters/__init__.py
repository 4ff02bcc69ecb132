"""What the story tells beside the play: a second desk, a family, paper, a danger, a lost disk.

Each chapter has its day. Between them the play goes on, so that they stand among daily work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from referral_app.cli.demo.chapters import danger, family, month, restored, team
from referral_app.cli.demo.ledger import Book

_Chapter = Callable[[Book], None]
_MORNINGS: Final[Mapping[int, tuple[_Chapter, ...]]] = {
    1: (family.open_files, family.send_slip, family.send_child_to_school),
    2: (team.work_of_the_leaver,),
    3: (restored.back_up,),
    4: (danger.send,),
    5: (danger.countersigned,),
    6: (danger.served, family.school_calls),
    8: (danger.closed, family.coupons_come_back),
    9: (team.information_is_given,),
    10: (restored.disk_is_lost, restored.back_up_again),
    15: (team.leaver_goes,),
}
_BEFORE_THE_END: Final[Mapping[int, tuple[_Chapter, ...]]] = {2: (family.send_to_hospital,)}
"""By how many days before the last one."""


def prologue(book: Book) -> None:
    """The first day, when the centre stands: its team, its second desk, its directory."""
    for chapter in (team.take_in, team.open_second_desk, team.fill_directory):
        chapter(book)


def morning(book: Book, day: int, days: int) -> bool:
    """Tell what belongs to the morning of a working day out of `days`; whether there was any."""
    chapters = (*_MORNINGS.get(day, ()), *_BEFORE_THE_END.get(days - 1 - day, ()))
    for chapter in chapters:
        chapter(book)
    return bool(chapters)


def epilogue(book: Book) -> None:
    """The last day, when all desks know the same: what comes next, and the month."""
    for chapter in (month.close_days, month.freeze_and_export):
        chapter(book)
