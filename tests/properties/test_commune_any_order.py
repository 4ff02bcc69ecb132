"""Records of the commune: the same whatever order facts come in, and their owner's alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.facts import (
    CODE_ADDED,
    CODE_FIELD,
    COMMUNE_DAY,
    REGISTRY_ACCEPTED,
    REGISTRY_ROOT,
    SHARED_SERVICE,
    Fact,
    content,
    field_content,
)
from referral_app.domain.identifiers import Moment, commune_record
from referral_app.exchange.registry import read_registry
from referral_app.journal.added_codes import fold_added_code
from referral_app.journal.commune_days import fold_commune_day
from referral_app.journal.directory import fold_shared_service
from referral_app.journal.register import precedence
from referral_app.journal.registry import ROOT, fold_registry
from referral_app.journal.stream import commune, commune_id, own
from referral_app.journal.write import Write
from tests.exchange.registries import COMMUNE, OTHER_SEED, SEED, an_entry, signed
from tests.journal.desks import AGDAL, TODAY, YACOUB, FakeDesk, writes_of

RECORD = commune_record(YACOUB, b"a record")
STREAM = commune(commune_id(bytes(32)))
DAY = 86_400_000
_WORDS = st.sampled_from(["", "un", "deux", "2027-02-08", "2027-03-09", "ramadan:2027", "closure"])
_SAID = {
    SHARED_SERVICE: ("name_fr", "phone", "shared", "suspended"),
    COMMUNE_DAY: ("what", "from", "to", "word", "withdrawn"),
    CODE_FIELD: ("hidden",),
}


@st.composite
def told(draw: st.DrawFn) -> list[Write]:
    """What the owner's two desks and a stranger with a clock years back write about one record."""
    desks = [FakeDesk(YACOUB, "1"), FakeDesk(YACOUB, "2", DAY), FakeDesk(AGDAL, "3", -3000 * DAY)]
    commits = []
    for _step in range(draw(st.integers(1, 14))):
        desk = draw(st.sampled_from(desks))
        commits.append(desk.write(STREAM, draw(facts(desk))))
        if draw(st.booleans()):
            desk.learn_from(*desks)
    return writes_of(commits)


@st.composite
def facts(draw: st.DrawFn, desk: FakeDesk) -> Fact:
    kind = draw(st.sampled_from([SHARED_SERVICE, COMMUNE_DAY, CODE_FIELD, CODE_ADDED]))
    if kind is CODE_ADDED:
        words: dict[str, Any] = {name: draw(_WORDS) for name in ("fr", "ar", "en")}
        meant = content(list="service_kinds", like="school", **words)
        return Fact(kind.name, RECORD, TODAY, meant)
    field = draw(st.sampled_from(_SAID[kind]))
    value = draw(st.booleans() if field in ("shared", "withdrawn", "hidden") else _WORDS)
    known = [w.id for w in desk.writes if w.fact.record == RECORD and w.fact.get("field") == field]
    seen = tuple(draw(st.lists(st.sampled_from(known), unique=True))) if known else ()
    return Fact(kind.name, RECORD, TODAY, field_content(field, value), seen)


def folded(writes: list[Write]) -> tuple[object, ...]:
    return (
        fold_shared_service(writes, RECORD),
        fold_commune_day(writes, RECORD),
        fold_added_code(writes, RECORD),
    )


@given(told(), st.randoms(use_true_random=False))
def test_any_order_and_doublings_give_one_record(writes: list[Write], chance: Any) -> None:
    mixed = writes + chance.choices(writes, k=3)
    chance.shuffle(mixed)
    assert folded(mixed) == folded(writes)


@given(told())
def test_what_strangers_write_counts_for_nothing(writes: list[Write]) -> None:
    ours = [write for write in writes if write.centre == YACOUB]
    assert folded(writes) == folded(ours)


FILES = [
    signed(1),
    signed(2),
    signed(2, an_entry(1)),
    signed(3, an_entry(2)),
    signed(9, seed=OTHER_SEED),
    b"no registry",
]
OURS = read_registry(FILES[0]).root


@settings(max_examples=60)
@given(st.lists(st.sampled_from(FILES), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_highest_version_of_the_pinned_root_stands(files: list[bytes], chance: Any) -> None:
    desk = FakeDesk(YACOUB, "1")
    pinned = Fact(REGISTRY_ROOT.name, COMMUNE, TODAY, field_content(ROOT, OURS))
    commits = [desk.write(own(YACOUB), pinned)]
    for file in files:
        accepted = Fact(REGISTRY_ACCEPTED.name, COMMUNE, Moment(TODAY), content(file=file))
        commits.append(desk.write(own(YACOUB), accepted))
    writes = writes_of(commits)
    mixed = list(writes)
    chance.shuffle(mixed)
    found = fold_registry(mixed, COMMUNE, YACOUB)
    assert found == fold_registry(sorted(writes, key=precedence), COMMUNE, YACOUB)
    readable = [file for file in files if file in FILES[:4]]
    if not readable:
        assert found is None
        return
    assert found is not None
    assert found.registry.version == max(read_registry(file).version for file in readable)
    assert found.forked == ({FILES[1], FILES[2]} <= set(files) and FILES[3] not in files)
    assert found.registry.root == OURS != read_registry(signed(1, seed=OTHER_SEED)).root
    assert SEED not in found.file
