"""Desks that are killed in the middle of their work: a nursery that has everything imported.

Run as a program it reads `work <folder>`, `found <folder>` or `leave <folder>`, starts a desk there
and says `born <process id>`; the desk saves and imports without end (or makes a store, or puts one
under another key), says `saved <what>` after each change that is durable, and when it was killed
the nursery says `dead`.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Final

from referral_app.clock import ManualClock, seeded_randomness, system_randomness
from referral_app.domain import facts
from referral_app.domain.identifiers import CaseId, Moment
from referral_app.journal.commit import Commit
from referral_app.services.ports import Draft
from referral_app.storage.store import open_store
from tests.storage.peer import Peer
from tests.storage.stores import (
    AMINA,
    OWN,
    PASSPHRASE,
    PEER,
    START,
    Opened,
    at_desk,
    fact,
    founded,
)

IMPORTS: Final = 4000
_BUNDLE: Final = 3


def peer_commits(many: int) -> list[Commit]:
    """What the other centre has written, the same in every process."""
    peer = Peer()
    return [peer.request(detail=f"Demande {number}")[1] for number in range(many)]


def say(line: str) -> None:
    """One write: a line is never torn, even by a kill."""
    os.write(1, line.encode() + b"\n")


def live(folder: Path, commits: list[Commit]) -> None:
    """Save and import for ever."""
    seed = int.from_bytes(os.urandom(8))
    with open_store(folder, PASSPHRASE) as files:
        clock = ManualClock(Moment(START + seed % 1_000_000))
        opened = at_desk(folder, files, clock, seeded_randomness(seed))
        case = opened.open_case()
        say(f"saved {case.hex()}")
        for turn in count():
            clock.advance(1000)
            match turn % 4:
                case 0:
                    say(f"saved {intake(opened).hex()}")
                case 1:
                    say(f"saved {add_to(opened, case, turn).hex()}")
                case 2:
                    say(f"saved {opened.send(case, '4231900869').hex()}")
                case 3:
                    for record in take_in(opened, commits):
                        say(f"saved {record.hex()}")


def found_and_wait(folder: Path) -> None:
    """Make a store, then do nothing more."""
    with founded(folder):
        say(f"saved {OWN.hex()}")
        signal.pause()


def let_go(folder: Path) -> None:
    """Remove everybody but one, and put the store under another key; then do nothing more."""
    with open_store(folder, PASSPHRASE) as files:
        others = [staff for _, staff in files.people if staff != AMINA]
        files.finish_rekey(system_randomness)
        files.remove_people(others, system_randomness)
        say(f"saved {AMINA.hex()}")
        signal.pause()


def intake(opened: Opened) -> CaseId:
    """A whole page in one change, its draft dropped with it."""
    with opened.store.begin() as work:
        work.save_draft(Draft("intake", "", AMINA, "{}", START))
    case = CaseId(opened.chance(16))
    with opened.store.begin() as work:
        code = work.next_code()
        page = [fact(facts.CASE_OPENED, case, code=code)]
        page += [fact(facts.CASE_FIELD, case, field=f, value="A") for f in ("sex", "status")]
        page += [fact(facts.NOTE_ADDED, case, text="Première visite")]
        work.record(opened.stream, page, AMINA)
        work.drop_draft("intake", "", AMINA)
    return case


def add_to(opened: Opened, case: CaseId, turn: int) -> bytes:
    """A note and a need, in two commits of one change."""
    need = opened.chance(16)
    with opened.store.begin() as work:
        work.record(opened.stream, [fact(facts.NOTE_ADDED, case, text=f"Note {turn}")], AMINA)
        work.record(opened.stream, [fact(facts.NEED_RECORDED, need, case=case)], AMINA)
    return need


def take_in(opened: Opened, commits: list[Commit]) -> list[bytes]:
    """Import the next few commits of the other centre with the place reached, all or nothing."""
    with opened.store.begin() as work:
        at = int(work.note("imported") or b"0")
        bundle = commits[at : at + _BUNDLE]
        for commit in bundle:
            work.accept(commit)
        work.put_note("imported", str(at + len(bundle)).encode())
        work.queue([commit.id for commit in bundle], PEER)
    return [commit.facts[0].record for commit in bundle if commit.facts[0]]


def main() -> None:
    """Start lives as told, until told no more."""
    commits = peer_commits(IMPORTS)
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            way, folder = line.rstrip("\n").split(" ", 1)
            if way == "found":
                found_and_wait(Path(folder))
            if way == "leave":
                let_go(Path(folder))
            live(Path(folder), commits)
        say(f"born {child}")
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
