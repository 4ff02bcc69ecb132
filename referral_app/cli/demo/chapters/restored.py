"""A desk loses its disk a week after its backup, and has everything again after one exchange."""

from __future__ import annotations

from pathlib import Path

from referral_app.cli.demo.cast import YACOUB, YACOUB_2
from referral_app.cli.demo.ledger import Book
from referral_app.services.ports import CaseQuery
from referral_app.services.restores import restoration


def back_up(book: Book) -> None:
    """The second desk writes a backup, which is read again before it counts."""
    stage = book.stage
    backups = stage.workspace(YACOUB_2.key).backups
    backups.choose(stage.places.backups.resolve())
    made = backups.make()
    if made is None or made.held is None:
        raise LookupError("nobody stopped the backup of the story")
    book.ledger.backup = made.file.path
    held = {"cases": made.held.cases, "referrals": made.held.referrals}
    stage.tell("back_up", YACOUB_2, holds=held, files=[_name(book, made.file.path)])


def disk_is_lost(book: Book) -> None:
    """The backup is put back; what was lacking comes from the other desks."""
    stage, backup = book.stage, book.ledger.backup
    if backup is None:
        raise LookupError("the story restores what it backed up")
    done = stage.restore(YACOUB_2, backup)
    held = {"cases": done.held.cases, "referrals": done.held.referrals}
    kept = [stage.places.name_of(done.kept)] if done.kept else []
    stage.tell("restore", YACOUB_2, holds=held, files=[_name(book, backup), *kept])
    for _round in range(2):
        book.wait(30)
        book.exchange()
    told = restoration(stage.desk(YACOUB_2.key))
    if told is None:
        raise LookupError("a restored desk tells of it")
    stage.tell(
        "heal",
        YACOUB_2,
        healed={
            "came_back": told.came_back,
            "lacking": told.lacking,
            "without_file": told.without_file,
        },
        holds={"cases": _files(book, YACOUB_2.key), "as_elsewhere": _files(book, YACOUB.key)},
    )


def back_up_again(book: Book) -> None:
    """The desk is backed up anew: the next loss finds a backup of that day."""
    book.wait(10)
    back_up(book)


def _name(book: Book, backup: Path) -> str:
    places = book.stage.places
    return places.name_of(places.backups / backup.name)


def _files(book: Book, key: str) -> int:
    return book.stage.desk(key).store.reader.case_page(CaseQuery(open=None, limit=1)).total
