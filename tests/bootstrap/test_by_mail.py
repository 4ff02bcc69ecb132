"""Invitations that travel by mail: the file alone lets nobody in; the words told beside it do."""

from __future__ import annotations

import pytest

from referral_app import bootstrap
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.desks import desks
from referral_app.spoken import folded
from tests.bootstrap.conftest import OTHER_PASSPHRASE, Founder, details, person
from tests.bootstrap.test_desks import Centre

DAY = 86_400_000


@pytest.fixture
def centre(founder: Founder) -> Centre:
    return Centre(founder)


def test_a_desk_joins_by_a_mailed_file_and_the_words(centre: Centre) -> None:
    founder, first = centre.founder, centre.first
    file = founder.root / "mailed.rinv"
    written = first.invite_desk(file, first.desk.actor.id, by_mail=True)
    assert len(written.words) == 12
    data = bootstrap.invitation_bytes(file)
    read = bootstrap.read_desk_invitation(data, founder.parts())
    assert read.needs_words
    assert read.words == ()
    key = first._known.commune_key
    assert key not in data
    with pytest.raises(RefusedError, match=r"exchange\.invitation_needs_words"):
        bootstrap.join_centre(founder.root / "no", data, OTHER_PASSPHRASE, founder.parts(7))
    assert not bootstrap.store_exists(founder.root / "no")
    typed = folded(" ".join(written.words)).upper()
    told = bootstrap.tell_words(data, typed, founder.parts())
    assert not bootstrap.read_desk_invitation(told, founder.parts()).needs_words
    created = bootstrap.join_centre(founder.root / "b", told, OTHER_PASSPHRASE, founder.parts(8))
    second = founder.keep(created.workspace)
    centre.sync(second, first)
    (joining,) = first.joining()
    first.confirm_desk(joining.device)
    centre.sync(first, second)
    assert not second.is_waiting
    assert len(desks(first.desk)) == 2
    assert second._known.commune_key == key


def test_words_of_another_file_are_refused(centre: Centre) -> None:
    founder, first = centre.founder, centre.first
    one, other = founder.root / "one.rinv", founder.root / "other.rinv"
    first.invite_desk(one, first.desk.actor.id, by_mail=True)
    words = first.invite_desk(other, first.desk.actor.id, by_mail=True).words
    with pytest.raises(InvalidInputError, match=r"words\.other_file"):
        bootstrap.tell_words(bootstrap.invitation_bytes(one), " ".join(words), founder.parts())


def test_a_centre_joins_by_a_mailed_file_and_the_words_within_seven_days(founder: Founder) -> None:
    host = founder.centre()
    file = founder.root / "centre.rinv"
    written = host.invite(file, by_mail=True)
    data = bootstrap.invitation_bytes(file)
    assert bootstrap.read_invitation(data, founder.parts()).needs_words
    with pytest.raises(RefusedError, match=r"exchange\.invitation_needs_words"):
        founder.guest("guest", data)
    told = bootstrap.tell_words(data, " ".join(written.words), founder.parts())
    guest = founder.guest("guest", told)
    folder = founder.root / "folder"
    folder.mkdir()
    for workspace in (guest, host, guest):
        workspace.synchronise(folder)
    assert len(host.desk.store.reader.centres()) == 2
    founder.clock.advance(8 * DAY)
    with pytest.raises(RefusedError, match=r"exchange\.invitation_expired"):
        bootstrap.accept_invitation(
            founder.root / "late", told, details("Agdal"), person("XY"), founder.parts(9)
        )
