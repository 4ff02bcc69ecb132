"""A new centre is whole or not there at all."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.intake import Intake, open_case
from referral_app.storage.exchange_work import RoundWork
from tests.architecture.source_tree import ROOT
from tests.bootstrap.conftest import PASSPHRASE, Founder, details, person


def test_a_new_centre_knows_itself(founder: Founder) -> None:
    workspace = founder.centre("one")
    reader = workspace.desk.store.reader
    us = reader.own_centre()
    assert (us.name_fr, us.name_ar, us.district) == ("one", "يعقوب المنصور", "yacoub_el_mansour")
    assert us.is_own
    assert [centre.id for centre in reader.centres()] == [workspace.desk.centre]
    (staff,) = reader.staff()
    assert (staff.label, staff.role, staff.active) == ("NB", Role.SUPERVISOR, True)
    assert workspace.desk.actor == staff
    assert workspace.desk.mode == "training"


def test_it_can_work_at_once(founder: Founder) -> None:
    workspace = founder.centre()
    opened = open_case(workspace.desk, Intake(founder.clock.now(), {"sex": "F"}, (), None))
    found = workspace.desk.store.reader.cases_with_code(opened.code)
    assert [case.id for case in found] == [opened.case]


def test_it_opens_again_with_its_passphrase(founder: Founder) -> None:
    first = founder.centre()
    centre, device = first.desk.centre, first.desk.device
    first.close()
    again = founder.again("one")
    assert (again.desk.centre, again.desk.device) == (centre, device)
    assert again.desk.actor.label == "NB"


def test_real_and_training_centres_say_so(founder: Founder) -> None:
    assert founder.centre("real", "real").desk.mode == "real"


def test_no_two_centres_are_alike(tmp_path: Path) -> None:
    found = [bootstrap.create_centre(tmp_path / name, details(), person()) for name in "ab"]
    ids = {created.workspace.desk.centre for created in found}
    codes = {created.recovery_code for created in found}
    for created in found:
        created.workspace.close()
    assert len(ids) == len(codes) == 2


def test_a_folder_that_holds_a_store_is_refused(founder: Founder) -> None:
    first = founder.centre()
    first.close()
    with pytest.raises(RefusedError) as refused:
        founder.centre()
    assert refused.value.key == "store.exists"
    assert founder.again("one").desk.centre == first.desk.centre


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_fr": "  "}, "name_fr"),
        ({"name_ar": ""}, "name_ar"),
        ({"name_fr": "x" * 121}, "name_fr"),
        ({"district": "atlantis"}, "district"),
    ],
)
def test_details_are_checked_before_anything_is_written(
    tmp_path: Path, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        bootstrap.create_centre(tmp_path / "s", replace(details(), **changes), person())  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("label", "passphrase", "field"),
    [("", PASSPHRASE, "label"), ("ABCDEFGHI", PASSPHRASE, "label"), ("NB", "court", "passphrase")],
)
def test_so_is_the_person(tmp_path: Path, label: str, passphrase: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        bootstrap.create_centre(
            tmp_path / "s", details(), person(label=label, passphrase=passphrase)
        )
    assert refused.value.field == field
    assert not (tmp_path / "s").exists()


def test_outer_spaces_are_taken_off(tmp_path: Path) -> None:
    created = bootstrap.create_centre(
        tmp_path / "s", replace(details(), name_fr="  Centre   Un "), person(" NB ")
    )
    created.workspace.close()
    assert created.workspace.desk.actor.label == "NB"
    assert bootstrap.slot_labels(tmp_path / "s") == ("NB",)


@pytest.mark.parametrize("method", ["put_identity", "record", "put_epoch_seed", "finish"])
def test_a_failure_half_way_leaves_no_store(
    founder: Founder, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the cable")

    with monkeypatch.context() as patch:
        patch.setattr(RoundWork, method, fail)
        with pytest.raises(RuntimeError, match="the cable"):
            founder.centre()
    assert not bootstrap.store_exists(founder.root / "one")
    assert founder.centre().desk.store.reader.own_centre().name_fr == "one"


def test_importing_it_is_light() -> None:
    """The first window asks whether there is a store, and for initials: nothing heavy comes in."""
    program = (
        "import sys; from pathlib import Path; from referral_app import bootstrap;"
        "bootstrap.store_exists(Path('nowhere'));"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'cryptography', 'babel', 'PySide6'};"
        "sys.exit(' '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("clock", "key"), [(-5, "date.too_early"), (0, "date.too_early"), (10**14, "date.in_future")]
)
def test_a_machine_that_does_not_know_the_date_is_told_so(
    founder: Founder, clock: int, key: str
) -> None:
    """A battery that is dead: nothing could be saved, and every invitation would have expired."""
    founder.clock.advance(clock - founder.clock.now())
    with pytest.raises(InvalidInputError) as refused:
        founder.centre()
    assert refused.value.key == key
    assert list(founder.root.iterdir()) == []
