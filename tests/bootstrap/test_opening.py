"""Opening by passphrase and by the printed code."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.domain.facts import STAFF_FIELD, Fact, content
from referral_app.domain.staff import Role
from referral_app.errors import (
    InvalidInputError,
    RefusedError,
    StoreInUseError,
    WrongPassphraseError,
)
from tests.bootstrap.conftest import OTHER_PASSPHRASE, PASSPHRASE, Founder, details, person


def test_each_start_has_an_incarnation_of_its_own(founder: Founder) -> None:
    founder.centre().close()
    seen = set()
    for _ in range(3):
        workspace = bootstrap.open_workspace(founder.root / "one", PASSPHRASE)
        seen.add(workspace._known.exchange.incarnation)
        workspace.close()
    assert len(seen) == 3


def test_a_wrong_passphrase_gives_the_store_back(founder: Founder) -> None:
    founder.centre().close()
    with pytest.raises(WrongPassphraseError):
        founder.again("one", "cinq tortues sur la dune")
    assert founder.again("one").desk.actor.label == "NB"


def test_two_programs_never_share_a_store(founder: Founder) -> None:
    founder.centre()
    with pytest.raises(StoreInUseError):
        founder.again("one")


def test_closing_twice_does_no_harm(founder: Founder) -> None:
    workspace = founder.centre()
    workspace.close()
    workspace.close()


def test_the_printed_code_lets_a_new_person_in(tmp_path: Path) -> None:
    created = bootstrap.create_centre(tmp_path / "s", details(), person())
    created.workspace.close()
    newcomer = person("CD", Role.SOCIAL_WORKER, OTHER_PASSPHRASE)
    workspace = bootstrap.open_with_recovery(tmp_path / "s", created.recovery_code, newcomer)
    assert (workspace.desk.actor.label, workspace.desk.actor.role) == ("CD", Role.SOCIAL_WORKER)
    workspace.close()
    assert bootstrap.slot_labels(tmp_path / "s") == ("NB", "CD")
    for label, passphrase in (("NB", PASSPHRASE), ("CD", OTHER_PASSPHRASE)):
        again = bootstrap.open_workspace(tmp_path / "s", passphrase)
        assert again.desk.actor.label == label
        again.close()


def test_someone_who_forgot_keeps_what_they_were(tmp_path: Path) -> None:
    created = bootstrap.create_centre(tmp_path / "s", details(), person())
    staff = created.workspace.desk.actor
    created.workspace.close()
    forgetful = person("NB", Role.TRAINER, OTHER_PASSPHRASE)
    workspace = bootstrap.open_with_recovery(tmp_path / "s", created.recovery_code, forgetful)
    assert workspace.desk.actor == staff
    assert len(workspace.desk.store.reader.staff()) == 1
    workspace.close()
    with pytest.raises(WrongPassphraseError):
        bootstrap.open_workspace(tmp_path / "s", PASSPHRASE)
    bootstrap.open_workspace(tmp_path / "s", OTHER_PASSPHRASE).close()


def test_a_mistyped_code_says_so(founder: Founder) -> None:
    founder.centre().close()
    with pytest.raises(InvalidInputError):
        bootstrap.open_with_recovery(founder.root / "one", "ABCD", person("CD"))
    assert bootstrap.slot_labels(founder.root / "one") == ("NB",)


def test_who_left_the_staff_is_let_in_no_more(founder: Founder) -> None:
    workspace = founder.centre()
    desk = workspace.desk
    gone = Fact(STAFF_FIELD.name, desk.actor.id, desk.now(), content(field="active", value=False))
    with desk.store.begin() as work:
        work.record(desk.stream, (gone,), desk.actor.id)
    workspace.close()
    # Then the slot is gone as well.
    for key in ("bootstrap.not_of_the_staff", "store.no_such_person"):
        with pytest.raises(RefusedError) as refused:
            founder.again("one")
        assert refused.value.key == key
