"""What happens to desks, sticks and clocks."""

from __future__ import annotations

import shutil
from contextlib import suppress

import pytest

from referral_app.domain.identifiers import CentreId
from referral_app.errors import NoRoomError, UnavailableError
from referral_app.exchange.folder import Folder
from tests.simulation.walks.town import DAY, HOUR
from tests.simulation.walks.turn import NothingToDoError, Turn, act

YEAR = 365 * DAY


@act(22, plain=False)
def exchange(turn: Turn) -> None:
    """Over the folder that stays."""
    turn.town.sync(turn.place)


@act(10, plain=False)
def exchange_by_stick(turn: Turn) -> None:
    turn.town.sync(turn.place, turn.town.stick)


@act(6, plain=False)
def meet(turn: Turn) -> None:
    """Every desk comes by, twice."""
    for _ in range(2):
        for place in turn.town.places.values():
            turn.town.sync(place)


@act(2, plain=False)
def lose_stick(turn: Turn) -> None:
    shutil.rmtree(turn.town.stick)
    turn.town.stick.mkdir()


@act(3, plain=False)
def double_stick(turn: Turn) -> None:
    """What lies in the folder lies on the stick, too, and the other way round."""
    shutil.copytree(turn.town.whole, turn.town.stick, dirs_exist_ok=True)


@act(3, plain=False)
def spoil_stick(turn: Turn) -> None:
    """A file is cut short, or turned to zeros at its end: the stick was pulled out."""
    files = sorted(turn.town.stick.rglob("*.rly"), key=lambda path: path.stat().st_mtime_ns)
    if not files:
        raise NothingToDoError
    file = turn.pick(files)
    data = file.read_bytes()
    kept = turn.chance.randrange(len(data) + 1)
    file.write_bytes(data[:kept] + bytes(turn.pick((0, len(data) - kept))))


@act(4, plain=False)
def exchange_cut_short(turn: Turn) -> None:
    """The stick is full, or pulled out, after some files."""
    left = [turn.chance.randrange(4)]
    error = turn.pick(
        (NoRoomError("exchange.folder_full"), UnavailableError("exchange.folder_missing"))
    )
    write = Folder.write

    def cut(self: Folder, mailbox: CentreId, eid: bytes, data: bytes) -> bool:
        left[0] -= 1
        if left[0] < 0:
            raise error
        return write(self, mailbox, eid, data)

    with pytest.MonkeyPatch.context() as patch, suppress(UnavailableError):
        patch.setattr(Folder, "write", cut)
        turn.town.sync(turn.place, turn.town.stick)


@act(4, plain=False)
def start_again(turn: Turn) -> None:
    turn.town.reopen(turn.place)


@act(3, plain=False)
def power_cut(turn: Turn) -> None:
    turn.town.cut_power(turn.place)


@act(6, plain=False)
def back_up(turn: Turn) -> None:
    turn.town.back_up(turn.place)


@act(8, plain=False)
def restore(turn: Turn) -> None:
    turn.town.restore(turn.place, turn.pick(turn.place.backups))


@act(3, plain=False)
def replace_computer(turn: Turn) -> None:
    by = turn.town.places[turn.pick(("a1", "a2"))]
    if by is turn.place or by.centre != turn.place.centre:
        raise NothingToDoError
    turn.town.replace(turn.place, by, is_dead=turn.often(0.4))


@act(3, plain=False)
def old_computer(turn: Turn) -> None:
    turn.town.come_back(turn.pick(turn.town.former))


@act(4, plain=False)
def wrong_clock(turn: Turn) -> None:
    """The clock is set wrong by minutes or years, or right again."""
    skew = turn.pick((0, 0, 0, 0, -3 * HOUR, 8 * HOUR, -2 * YEAR, YEAR))
    clock = turn.place.clock
    clock.advance(turn.town.right.now() + skew - clock.now())


@act(5, plain=False)
def days_pass(turn: Turn) -> None:
    turn.town.advance(turn.pick((2, 5, 9, 30)) * DAY)
