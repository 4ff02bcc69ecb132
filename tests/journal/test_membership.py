"""Who belongs to a centre: from its genesis on, whatever order facts arrive in."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import permutations

import pytest

from referral_app.domain.facts import EPOCH_OPENED, GENESIS, MEMBER_ADDED, Fact, Value
from referral_app.domain.identifiers import CentreId, DeviceId
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.journal.commit import Commit
from referral_app.journal.genesis import centre_id, device_id, genesis_document, read_genesis
from referral_app.journal.membership import DESK, STEWARD, Membership, fold_membership, key_id
from referral_app.journal.stream import link, membership, own
from tests.journal.desks import AGDAL, TODAY, FakeDesk, fact, writes_of

FIRST = FakeDesk(AGDAL, "Poste 1")
SECOND = FakeDesk(AGDAL, "Poste 2")
THIRD = FakeDesk(AGDAL, "Poste 3")
DOCUMENT = genesis_document(
    "real", FIRST.sign_key, FIRST.kem_key, "Poste 1", b"sixteen bytes ok", TODAY
)
CENTRE = centre_id(DOCUMENT)
STREAM = membership(CENTRE)
PUBLIC = b"p" * 1216


def by(name: str, *facts: Fact, stream: object = STREAM, centre: CentreId = CENTRE) -> Commit:
    desk = FakeDesk(centre, name)
    return desk.write(STREAM if stream is STREAM else own(centre), *facts)


def founded(record: bytes = CENTRE, document: bytes = DOCUMENT) -> Fact:
    return fact(GENESIS.name, record, document=document)


def added(desk: FakeDesk, role: str = DESK, **changes: Value) -> Fact:
    values: dict[str, Value] = {
        "sign_key": desk.sign_key,
        "kem_key": desk.kem_key,
        "role": role,
        "label": desk.name,
    }
    return fact(MEMBER_ADDED.name, desk.device, **values | changes)


def opened(number: Value = 1, public: Value = PUBLIC, wraps: Value = ()) -> Fact:
    values = {"number": number, "public": public, "wraps": wraps}
    return fact(EPOCH_OPENED.name, CENTRE, **values)


GENESIS_COMMIT = by("Poste 1", founded())


def folded(*commits: Commit, centre: CentreId = CENTRE) -> Membership | None:
    return fold_membership(centre, writes_of(commits))


def members(*commits: Commit) -> dict[str, str]:
    found = folded(GENESIS_COMMIT, *commits)
    assert found is not None
    return {member.label: member.role for member in found.members}


def test_names_never_change() -> None:
    """Ids of the first release are those of every later one."""
    frozen = codec.encode((1, "real", b"s" * 32, b"k" * 1216, "Poste 1", b"c" * 16, TODAY))
    assert device_id(b"s" * 32, b"k" * 1216).hex() == "b521c50a56bc7ccbf269e0bd6b4067c8"
    assert centre_id(frozen).hex() == "216c7d9510acd5ae87115a5477e4fa75"
    assert key_id(b"k" * 1216) == sha256(b"\x00\x01" + b"k" * 1216).digest()[:8]


def test_a_genesis_is_read_as_it_was_written() -> None:
    genesis = read_genesis(DOCUMENT)
    assert (genesis.centre, genesis.mode, genesis.label) == (CENTRE, "real", "Poste 1")
    assert (genesis.device, genesis.sign_key) == (FIRST.device, FIRST.sign_key)
    assert (genesis.kem_key, genesis.at) == (FIRST.kem_key, TODAY)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, 2),
        (0, True),
        (1, "rehearsal"),
        (1, b"real"),
        (2, bytes(31)),
        (3, bytes(1215)),
        (4, None),
        (5, bytes(15)),
        (6, -1),
        (6, True),
    ],
)
def test_a_genesis_of_another_form_is_refused(at: int, value: Value) -> None:
    parts = codec.decode(DOCUMENT)
    assert isinstance(parts, tuple)
    with pytest.raises(ForeignDataError) as caught:
        read_genesis(codec.encode((*parts[:at], value, *parts[at + 1 :])))
    assert caught.value.key == "membership.bad_genesis"


def test_a_genesis_that_could_not_be_read_is_not_written() -> None:
    with pytest.raises(ValueError, match="not a genesis"):
        genesis_document("real", b"short", FIRST.kem_key, "x", bytes(16), TODAY)


def test_the_genesis_desk_is_the_first_steward() -> None:
    found = folded(GENESIS_COMMIT)
    assert found is not None
    [member] = found.members
    assert (found.centre, found.mode, found.epoch) == (CENTRE, "real", None)
    assert (member.device, member.role, member.active) == (FIRST.device, STEWARD, True)
    assert (member.sign_key, member.centre) == (FIRST.sign_key, CENTRE)
    assert found.member(FIRST.device) == member
    assert found.member(SECOND.device) is None


def test_there_is_no_membership_without_a_genesis() -> None:
    assert folded() is None
    assert folded(by("Poste 1", added(SECOND), opened())) is None


@pytest.mark.parametrize(
    "commit",
    [
        by("Poste 2", founded()),
        by("Poste 1", founded(record=AGDAL)),
        by("Poste 1", founded(document=DOCUMENT[:-1] + b"\x01")),
        by("Poste 1", fact(GENESIS.name, CENTRE)),
        by("Poste 1", fact(GENESIS.name, CENTRE, document="text")),
        by("Poste 1", founded(), stream=None),
    ],
    ids=["another desk", "another record", "another document", "none", "text", "another stream"],
)
def test_the_genesis_binds_the_centre_s_id(commit: Commit) -> None:
    assert folded(commit) is None


def test_a_document_that_is_no_genesis_founds_nothing() -> None:
    document = codec.encode("not a genesis")
    centre = centre_id(document)
    commit = FakeDesk(centre, "Poste 1").write(membership(centre), founded(centre, document))
    assert folded(commit, centre=centre) is None


def test_another_centre_cannot_speak_for_this_one() -> None:
    forged = writes_of([GENESIS_COMMIT])
    assert fold_membership(CENTRE, [forged[0]._replace(centre=AGDAL)]) is None
    assert fold_membership(AGDAL, forged) is None


def test_stewards_add_desks() -> None:
    assert members(by("Poste 1", added(SECOND))) == {"Poste 1": STEWARD, "Poste 2": DESK}


def test_only_stewards_count() -> None:
    assert members(by("Poste 2", added(SECOND, STEWARD))) == {"Poste 1": STEWARD}
    by_a_desk = (by("Poste 1", added(SECOND)), by("Poste 2", added(THIRD)))
    assert members(*by_a_desk) == {"Poste 1": STEWARD, "Poste 2": DESK}


def test_two_who_vouch_for_each_other_are_nobody() -> None:
    circle = (by("Poste 2", added(THIRD, STEWARD)), by("Poste 3", added(SECOND, STEWARD)))
    assert members(*circle) == {"Poste 1": STEWARD}


def test_stewards_are_followed_in_any_order() -> None:
    chain = (
        by("Poste 1", added(SECOND, STEWARD)),
        by("Poste 2", added(THIRD, STEWARD)),
        by("Poste 3", opened()),
        GENESIS_COMMIT,
    )
    found = {repr(folded(*order, *order[:2])) for order in permutations(chain)}
    assert len(found) == 1
    whole = folded(*chain)
    assert whole is not None
    assert [member.label for member in whole.members] == ["Poste 1", "Poste 2", "Poste 3"]
    assert whole.epoch is not None


def test_a_later_fact_renames_a_desk_and_takes_no_stewardship_away() -> None:
    desk = FakeDesk(CENTRE, "Poste 1")
    first = desk.write(STREAM, added(SECOND, STEWARD))
    second = desk.write(STREAM, added(SECOND, label="Accueil"))
    assert members(second, first) == {"Poste 1": STEWARD, "Accueil": STEWARD}
    renamed = desk.write(STREAM, added(FIRST, label="Direction"))
    assert members(renamed) == {"Direction": STEWARD}


@pytest.mark.parametrize(
    "wrong",
    [
        {"sign_key": THIRD.sign_key},
        {"sign_key": b"short"},
        {"kem_key": bytes(1216)},
        {"kem_key": "text"},
        {"role": 1},
        {"label": None},
    ],
)
def test_a_desk_is_the_hash_of_its_keys(wrong: dict[str, Value]) -> None:
    assert members(by("Poste 1", added(SECOND, **wrong))) == {"Poste 1": STEWARD}


# -- epochs ------------------------------------------------------------------------------------


def epochs(*commits: Commit) -> list[tuple[int, bytes]]:
    found = folded(GENESIS_COMMIT, *commits)
    assert found is not None
    return [(key.number, key.kid) for key in found.epochs]


def test_an_epoch_is_opened_by_a_steward() -> None:
    wraps = ((FIRST.device, b"sealed"),)
    found = folded(GENESIS_COMMIT, by("Poste 1", opened(wraps=wraps)))
    assert found is not None
    assert found.epoch is not None
    assert (found.epoch.number, found.epoch.public, found.epoch.wraps) == (1, PUBLIC, wraps)
    assert (found.epoch.kid, found.epoch.centre) == (key_id(PUBLIC), CENTRE)
    assert epochs(by("Poste 2", opened())) == []
    assert epochs(by("Poste 1", added(SECOND)), by("Poste 2", opened())) == []


def test_others_seal_to_the_highest_number_then_the_lowest_kid() -> None:
    publics = [bytes((n,)) * 1216 for n in range(4)]
    both = sorted(key_id(public) for public in publics[1:3])
    commits = [
        by("Poste 1", opened(1, publics[0])),
        by("Poste 1", opened(2, publics[1])),
        by("Poste 1", opened(2, publics[2])),
    ]
    wanted = [(2, both[0]), (2, both[1]), (1, key_id(publics[0]))]
    assert epochs(*commits) == wanted == epochs(*commits[::-1])


def test_a_seed_sealed_later_to_a_new_desk_joins_the_same_epoch() -> None:
    one: Value = ((FIRST.device, b"1"),)
    other: Value = ((FIRST.device, b"1"), (SECOND.device, b"2"))
    commits = (by("Poste 1", opened(wraps=one)), by("Poste 1", opened(wraps=other)))
    found = [folded(GENESIS_COMMIT, *order) for order in permutations(commits)]
    assert found[0] == found[1]
    assert found[0] is not None
    [epoch] = found[0].epochs
    assert dict(epoch.wraps) == {DeviceId(FIRST.device): b"1", DeviceId(SECOND.device): b"2"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": -1},
        {"number": "1"},
        {"public": bytes(1215)},
        {"wraps": 3},
        {"wraps": (FIRST.device,)},
        {"wraps": ((b"short", b"1"),)},
        {"wraps": ((FIRST.device, "1"),)},
    ],
)
def test_an_epoch_of_the_wrong_types_is_void(wrong: dict[str, Value]) -> None:
    assert epochs(by("Poste 1", opened(**wrong))) == []


def test_an_epoch_of_another_centre_is_void() -> None:
    assert epochs(by("Poste 1", opened()._replace(record=AGDAL))) == []


def test_membership_does_not_travel_on_a_link() -> None:
    desk = FakeDesk(CENTRE, "Poste 1")
    others: Iterable[Fact] = (founded(), added(SECOND), opened())
    assert folded(desk.write(link(CENTRE, AGDAL), *others)) is None
