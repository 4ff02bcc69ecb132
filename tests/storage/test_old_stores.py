"""A store that a release wrote opens for ever, by passphrase and by code."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.identifiers import StaffId
from referral_app.services.ports import CaseQuery, Counts, ReferralBox, ReferralQuery
from referral_app.storage.store import NewPerson, OpenStore, open_store, open_with_recovery
from tests.storage.stores import AMINA, CHEAP, OWN, START, at_desk
from tests.storage.tables import forms, projections, refolded
from tests.stores.make_store import PASSPHRASE, RECOVERY_CODE, make

STORES: Final = Path(__file__).resolve().parents[1] / "stores"
RELEASES: Final = sorted(path.name for path in STORES.glob("v*"))


@pytest.fixture(params=RELEASES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy: what is kept is never written to."""
    return Path(shutil.copytree(STORES / request.param, tmp_path / request.param))


def check(folder: Path, files: OpenStore) -> None:
    """All that the release saved is there, by today's rules."""
    opened = at_desk(folder, files, ManualClock(START), seeded_randomness(5))
    assert files.integrity() == ()
    reader = opened.store.reader
    assert reader.own_centre().name_ar == "يعقوب المنصور"
    assert reader.counts() == Counts(1, 0, 0, 1, 2, 0)
    (row,) = reader.case_page(CaseQuery(text="hebergement الجاره")).rows
    case = reader.case(row.id)
    assert case
    assert case.fields.texts("languages") == ("fr", "wo")
    assert [note.text for note in case.notes] == ["زيارة أولى مع الجارة"]
    (sent,) = reader.referral_page(ReferralQuery(ReferralBox.SENT)).rows
    assert sent.status == "accepted"
    (received,) = reader.referral_page(ReferralQuery(ReferralBox.RECEIVED)).rows
    assert received.status == "requested"
    assert reader.setting("language") == "ar"
    assert reader.draft("intake", "", AMINA)
    assert files.identity("device_sign") == sent.id
    assert refolded(files, OWN) == projections(files)
    assert opened.open_case()


def test_there_is_one_of_every_form() -> None:
    assert "v1" in RELEASES


def test_it_opens_by_passphrase(old: Path) -> None:
    with open_store(old, PASSPHRASE) as files:
        check(old, files)


def test_it_opens_by_the_printed_code(old: Path) -> None:
    person = NewPerson("CD", StaffId(b"\x0c" * 16), "nouvelle", CHEAP)
    with open_with_recovery(old, RECOVERY_CODE, person, chance=seeded_randomness(6)) as files:
        check(old, files)


def test_a_store_of_today_would_pass_as_well(tmp_path: Path) -> None:
    make(tmp_path / "today")
    with open_store(tmp_path / "today", PASSPHRASE) as files:
        check(tmp_path / "today", files)


def test_tables_come_out_as_in_a_store_of_today(old: Path, tmp_path: Path) -> None:
    make(tmp_path / "today")
    with open_store(tmp_path / "today", PASSPHRASE) as files:
        today = forms(files)
    with open_store(old, PASSPHRASE) as files:
        at_desk(old, files, ManualClock(START), seeded_randomness(5))
        assert forms(files) == today
