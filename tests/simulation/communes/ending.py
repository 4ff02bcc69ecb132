"""The end of a life: everything heals, and what exchange.md 2 demands must hold."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from referral_app.domain.facts import CASE_FIELD, Place
from referral_app.domain.identifiers import CaseId, CentreId, CommitId, DeviceId
from referral_app.exchange.mail import AGAIN
from referral_app.journal.fold import fold_case
from referral_app.journal.heads import equivocations, frontier, link_of, proves_clone
from referral_app.journal.membership import STEWARD
from referral_app.journal.stream import Stream, link
from tests.simulation.communes import work
from tests.simulation.communes.communal import check_told
from tests.simulation.communes.commune import DAY, HOUR, Desk, by_centre, is_alone
from tests.simulation.communes.erasures import check_erased
from tests.simulation.communes.glass import glass
from tests.simulation.communes.healing import at_work, heal, quiesce, without_healing
from tests.simulation.communes.life import STEPS, Life, Options
from tests.simulation.communes.mishaps import set_back
from tests.simulation.communes.older import grow_older, of_both_versions
from tests.simulation.communes.referrals import check_referrals
from tests.simulation.communes.thefts import check_left_out

_COUNTER: Final = 16
_SHARED: Final = (Place.CENTRE, Place.LINK, Place.MEMBERSHIP)


@dataclass(frozen=True)
class Held:
    """What a desk holds, and makes of it."""

    commits: dict[Stream, frozenset[CommitId]]
    missing: dict[Stream, frozenset[CommitId]]


def held(desk: Desk) -> Held:
    tables = desk.store.tables
    ends = {stream: end.missing for stream, end in tables.ends.items()}
    return Held({stream: frozenset(ids) for stream, ids in tables.by_stream.items()}, ends)


def everything(desks: Iterable[Desk]) -> set[CommitId]:
    """All that is held anywhere of these desks."""
    return {cid for desk in desks for cid in desk.store.tables.commits}


# --- what must hold


def check(life: Life) -> None:
    """Every invariant but those that need somebody to write once more."""
    groups = by_centre(at_work(life))
    there = by_centre(life.desks).keys() - life.left
    assert groups.keys() == there, "a centre has no desk at work"
    for centre, desks in groups.items():
        check_same(life, desks)
        check_memberships(desks)
        check_keys(life, desks)
        if not is_alone(desks[0], desks):
            check_cases(life, centre, desks)
        check_proofs(life, desks)
    check_links(groups)
    check_referrals(life, groups)
    check_told(life, groups)
    check_left_out(groups)
    check_erased(life, groups)
    check_clocks(life)
    if not life.lost:
        check_nothing_lost(life, groups)


def check_same(life: Life, desks: list[Desk]) -> None:
    """I1 and I4: one set, and one list of gaps, at every desk of a centre.

    Nobody passes on to a copied disk without a co-desk what its twin wrote for itself, or shared
    with a centre that has left since.
    """
    first = held(desks[0])
    for desk in desks:
        mine = held(desk)
        for stream in first.commits.keys() | mine.commits.keys():
            shared_with_none = stream.place is Place.CENTRE or set(stream.centres) & life.left
            if is_alone(desk, desks) and shared_with_none:
                continue
            ours, theirs = mine.commits.get(stream), first.commits.get(stream)
            assert ours == theirs, f"I1: {desk.name} and {desks[0].name} differ in {stream.place}"
            gaps = (mine.missing.get(stream), first.missing.get(stream))
            assert gaps[0] == gaps[1], f"I4: gaps of {stream.place} differ"
        tables = desk.store.tables
        known = {c.id: c.previous for c in tables.commits.values()}
        ends = frontier(known)
        assert ends.missing == {cid for end in tables.ends.values() for cid in end.missing}
        assert ends.heads == {cid for end in tables.ends.values() for cid in end.heads}


def check_memberships(desks: list[Desk]) -> None:
    """Every desk sees the same desks and keys of every centre."""
    told = []
    for desk in desks:
        with desk.store.begin() as opened:
            told.append([opened.membership(c.id) for c in opened.centres()])
            told[-1].append(opened.membership(desk.centre))
    assert all(one == told[0] for one in told), "I1: memberships differ"


def check_keys(life: Life, desks: list[Desk]) -> None:
    """Every desk at work opens what is sealed to its centre, now and by any steward at work.

    A key that only a steward held who lost a war is nobody's: what came sealed to it comes anew.
    """
    for desk in desks:
        with desk.store.begin() as opened:
            known = opened.membership(desk.centre)
            stewards = {member.device for member in known.active if member.role == STEWARD}
            wanted = {e.kid for e in known.epochs if stewards & {device for device, _ in e.wraps}}
            held = {epoch.kid for epoch in opened.epochs(desk.centre) if epoch.seed is not None}
            over, may_be = ended_keys(known, desk)
            assert not over & held, f"{desk.name} keeps a key whose term is over"
            ours = {e.kid for e in known.epochs if desk.device in dict(e.wraps)}
            if life.options.members:  # by witness of a key whose opening counts no more
                may_be |= wanted - {known.epoch.kid}
            held |= {kid for kid in may_be if kid not in ours or opened.is_seed_destroyed(kid)}
            assert known.epoch.kid in wanted, "the newest key is in no steward's hands"
            assert wanted <= held, f"{desk.name} lacks a key of its centre"
            at_work = {member.device for member in known.active}
            assert {device for device, _ in known.epoch.wraps} <= at_work, "a key in retired hands"


def ended_keys(known: Any, desk: Desk) -> tuple[set[bytes], set[bytes]]:
    """Keys that must be destroyed by now, replaced for 400 days, and those that may be.

    The newest key bears witness of the time, and with concurrent ones any of them may have.
    """
    over, may_be = set(), set()
    for epoch in known.epochs:
        later = [other.opened_at for other in known.epochs if other.number > epoch.number]
        end = min(later, default=1 << 62) + 400 * DAY
        if min(desk.clock.now(), known.epoch.opened_at + 90 * DAY) >= end:
            over.add(epoch.kid)
        if max(other.opened_at for other in known.epochs) + 90 * DAY >= end:
            may_be.add(epoch.kid)
    return over, may_be


def check_cases(life: Life, centre: CentreId, desks: list[Desk]) -> None:
    """I1 and I5: a file is the same at every desk, and nothing stands in it twice."""
    for case in life.cases.get(centre, ()):
        folded = [fold_case(work.about(desk, case)) for desk in desks]
        assert all(one == folded[0] for one in folded), "I1: a file differs"
        if folded[0] is not None:
            texts = [note.text for note in folded[0].notes if note.text]
            assert len(texts) == len(set(texts)), "I5: a note stands twice"


def check_links(groups: dict[CentreId, list[Desk]]) -> None:
    """I3: what two centres share is the same at both."""
    centres = sorted(groups)
    for one in centres:
        for other in (it for it in centres if it > one):
            stream = link(one, other)
            both = [held(groups[centre][0]).commits.get(stream) for centre in (one, other)]
            assert both[0] == both[1], "I3: a link differs"


def proofs(desks: list[Desk]) -> set[DeviceId]:
    """Desks whose disk is proven to exist twice, by what these desks hold."""
    links: dict[DeviceId, list[Any]] = {}
    for commit in desks[0].store.tables.commits.values():
        if commit.centre == desks[0].centre:
            links.setdefault(commit.device, []).append(link_of(commit))
    return {
        device for device, found in links.items() if proves_clone(found) or equivocations(found)
    }


def check_proofs(life: Life, desks: list[Desk]) -> None:
    """I8, the one half: no desk is taken for two that is one."""
    assert proofs(desks) <= life.copied, "I8: a clone is proven that is none"


def check_clocks(life: Life) -> None:
    """I10: nobody else's clock drags ours further than a day."""
    for desk in life.desks:
        clock: Any = desk.clock
        last = desk.store.tables.numbers.get("hlc", 0) >> _COUNTER
        assert last <= clock.latest + DAY + HOUR, f"I10: the clock of {desk.name} is poisoned"


def check_nothing_lost(life: Life, groups: dict[CentreId, list[Desk]]) -> None:
    """I4: without a restore there is no gap, and what was saved is there."""
    working = [desk for desks in groups.values() for desk in desks]
    assert not any(held(desk).missing[s] for desk in working for s in held(desk).missing), "I4: gap"
    if not life.options.members:
        assert life.written <= everything(working), "what was saved is lost"


# --- what needs somebody to write once more


def check_quiet_loss(life: Life) -> None:
    """A desk set back once all is quiet has everything again, though the hub has let go of it."""
    desks = [desk for desk in at_work(life) if desk.backups and desk.device not in life.copied]
    if not (life.options.healing and desks):
        return
    desk = life.chance.choice(desks)
    life.hub.clean_up(life.time.now)
    set_back(life, desk)
    quiesce(life, life.desks)
    for centre, together in by_centre(at_work(life)).items():
        if centre == desk.centre and not is_alone(desk, together):
            check_same(life, together)


def check_next_edit(life: Life) -> None:
    """I9: once all have seen all, the next edit wins, whatever the clocks say.

    At one desk of each centre, and of the field that was written latest by the clocks.
    """
    edits = []
    for desks in by_centre(at_work(life)).values():
        if is_alone(desks[0], desks):
            continue
        desk = life.chance.choice(desks)
        found = latest_field(life, desk)
        if found is not None:
            case, name = found
            edits.append((desks, case, name, work.write_field(life, desk, case, name)))
    quiesce(life, at_work(life))
    for desks, case, name, value in edits:
        for desk in desks:
            folded = fold_case(work.about(desk, case))
            assert folded is not None
            shown = folded.fields.by_name[name]
            assert shown.value == value, "I9: the last edit is lost"
            assert not shown.in_conflict, "I9: what was seen still conflicts"


def latest_field(life: Life, desk: Desk) -> tuple[CaseId, str] | None:
    """The field of a file whose last write bears the highest time."""
    found = []
    for case in life.cases.get(desk.centre, ()):
        writes = work.about(desk, case)
        if fold_case(writes) is not None:
            fields = [it for it in writes if it.fact.kind == CASE_FIELD.name]
            found += [(it.hlc, case, str(it.fact.get("field"))) for it in fields]
    return max(found)[1:] if found else None


def check_copies(life: Life) -> None:
    """I8, the other half: a copied disk is proven once both have written and exchanged thrice."""
    copies = [desk for desk in at_work(life) if desk.device in life.copied]
    for _ in range(3 if copies else 0):
        for desk in copies:
            life.time.now += HOUR
            work.send(life, desk, to_all=True)
            desk.sync(life.line(desk))
        for desk in at_work(life):  # a twin that is alone in its centre is told by others
            desk.sync(life.line(desk))
    for desks in by_centre(at_work(life)).values():
        wanted = {desk.device for desk in copies if desk.centre == desks[0].centre}
        if wanted:
            quiesce(life, desks)
            for desk in desks:
                assert wanted <= proofs([desk]), "I8: a copied disk is not proven"


def proven(life: Life) -> set[DeviceId]:
    """Desks at work whose disk was copied and is proven to be."""
    return {desk.device for desk in at_work(life) if desk.device in life.copied & proofs([desk])}


# --- a whole life


def look_at_old_sticks(life: Life) -> None:
    """Where something was erased, what still lies on sticks is read once more by everybody."""
    if any(desk.store.tables.erased for desk in life.desks):
        for desk in at_work(life):
            for stick in life.sticks:
                desk.sync(stick)
        # What a stick held of a thief's word to the commune, vectors tell others once a week.
        life.time.now += AGAIN
        quiesce(life, life.desks)


def live(seed: int, options: Options | None = None, steps: int = STEPS) -> Life:
    """Live through `steps`, heal, and check. Raises AssertionError when something does not hold."""
    options = options or Options()
    life = Life(seed, options)
    grow_older(life)
    with glass(life.chance.randbytes), of_both_versions(), ExitStack() as held:
        if not options.healing:
            held.enter_context(without_healing())
        for _ in range(steps):
            life.step()
        before = everything(at_work(life))
        heal(life)
        look_at_old_sticks(life)
        check(life)
        kept = everything(at_work(life))
        assert options.members or before <= kept, "what somebody held is lost"
        check_quiet_loss(life)
        check_next_edit(life)
        check_copies(life)
    return life
