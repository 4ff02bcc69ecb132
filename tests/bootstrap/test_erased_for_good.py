"""No word of an erased file stands in a store, a later backup, or what a new desk is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.domain.erasure import Reason
from referral_app.domain.identifiers import CaseId, ReferralId
from referral_app.services.answers import accept, complete, open_referral
from referral_app.services.cases import add_note, record_need, set_need_fields
from referral_app.services.drafts import keep_draft
from referral_app.services.intake import CaseOpened, Intake, NeedEntry, SendEntry, open_case
from referral_app.services.loops import record_follow_up
from referral_app.services.ports.backups import Secret
from referral_app.services.referrals import cancel_referral, send_referral
from referral_app.services.sending import RequestEntry
from referral_app.storage.folder import DATABASE
from tests.bootstrap.conftest import PASSPHRASE, Founder
from tests.bootstrap.test_cleaning import Team
from tests.bootstrap.test_desks import told
from tests.bootstrap.test_desks_and_centres import send
from tests.services.builders import SHARED
from tests.services.builders import consent as consent_to
from tests.storage.pages import holding

CANARY = "Canarizouille"
WORDS = (CANARY.encode(), CANARY.lower().encode())


@pytest.fixture
def team(founder: Founder, cheap_keys: None) -> Team:
    return Team(founder)


def a_file(team: Team) -> tuple[CaseOpened, ReferralId]:
    """A file full of the canary, its referral completed at the other centre."""
    first, other = team.first, team.other
    now = first.desk.now()
    request = RequestEntry(SHARED, "P2", CANARY)
    page = page_of(first, request, other)
    opened = open_case(first.desk, page)
    (referral,) = opened.referrals
    add_note(first.desk, opened.case, f"{CANARY} revient", now)
    team.sync(first, team.second, other)
    add_note(team.second.desk, opened.case, CANARY, team.second.desk.now())
    open_referral(other.desk, referral, other.desk.now())
    accept(other.desk, referral, "Guichet 2", None, "", other.desk.now())
    complete(other.desk, referral, "O01", "E3", "", other.desk.now())
    everybody(team)
    record_follow_up(first.desk, referral, "telephone", "E1", "", CANARY, first.desk.now())
    set_need_fields(first.desk, opened.needs[0], {"state": "met"}, first.desk.now())
    keep_draft(first.desk, "case", opened.case.hex(), f'{{"note": "{CANARY}"}}')
    return opened, referral


def page_of(first: Workspace, request: RequestEntry, other: Workspace) -> Intake:
    now = first.desk.now()
    return Intake(
        now,
        {"sex": "F", "age_band": "25-34"},
        (NeedEntry("S10", CANARY),),
        consent_to(other.desk.centre, now=now),
        note=CANARY,
        sends=(SendEntry(0, other.desk.centre, request),),
    )


def everybody(team: Team) -> None:
    for _ in range(2):
        team.sync(team.first, team.second, team.other)


def found_in(workspace: Workspace) -> list[bytes]:
    return holding(workspace.folder / DATABASE, workspace._opened.key, *WORDS)


def erased(team: Team) -> tuple[CaseId, ReferralId]:
    opened, referral = a_file(team)
    assert found_in(team.first), "the look into pages sees what is there"
    team.first.erase_case(opened.case, Reason.PERSON_ASKED)
    return opened.case, referral


def test_it_is_in_no_page_of_any_store_nor_in_what_is_made_later(
    team: Team, tmp_path: Path
) -> None:
    copy = team.first.folder / f"{DATABASE}.before-3"
    copy.write_bytes(b"an older form of the store")
    case, referral = erased(team)
    assert found_in(team.first) == []
    assert not copy.exists()
    assert found_in(team.second)
    everybody(team)
    third = team.let_in("third")
    team.sync(team.first, third, team.first, third)
    for workspace in (team.first, team.second, third, team.other):
        assert found_in(workspace) == [], workspace.folder
        assert workspace._opened.integrity() == ()
        assert workspace.desk.store.reader.missing_commits() == 0
        assert workspace.desk.store.reader.late_facts() == 0
    assert told(team.first) == told(third)
    assert team.second.erasure_of(case)
    assert third.desk.store.reader.case(case) is None
    other = team.other.desk.store.reader.referral(referral)
    assert other
    assert other.request is None
    _check_backup(team.first, tmp_path)


def _check_backup(workspace: Workspace, folder: Path) -> None:
    file = folder / "later.jbak"
    assert workspace.backups.make(file=file) is not None
    key = workspace._opened.key
    bootstrap.restore_backup(folder / "back", file, Secret(PASSPHRASE))
    assert holding(folder / "back" / DATABASE, key, *WORDS) == []


def test_a_desk_that_was_away_brings_nothing_back(team: Team) -> None:
    opened, _ = a_file(team)
    everybody(team)
    team.first.erase_case(opened.case, Reason.PERSON_ASKED)
    away = team.second
    add_note(away.desk, opened.case, CANARY, away.desk.now())
    needs = away.desk.store.reader.needs_of(opened.case)
    set_need_fields(away.desk, needs[0].id, {"detail": CANARY}, away.desk.now())
    later = open_case(away.desk, page_of(away, RequestEntry(SHARED), team.other))
    team.sync(team.first)
    away.synchronise(team.folder)
    everybody(team)
    for workspace in (team.first, away):
        assert workspace.desk.store.reader.case(opened.case) is None
        assert workspace.desk.store.reader.case(later.case)
    assert told(team.first) == told(away)
    commits = away._opened._writer.all("SELECT data FROM fact WHERE data IS NOT NULL")
    assert not any(opened.case in data for (data,) in commits if b"case.purged" not in data)


def test_a_referral_sent_meanwhile_is_told_to_its_recipient(team: Team) -> None:
    """A desk that did not know of it sent the person on: that goes, too, and the other hears."""
    opened, _ = a_file(team)
    everybody(team)
    team.first.erase_case(opened.case, Reason.CONSENT_WITHDRAWN)
    away = team.second
    need = record_need(away.desk, opened.case, NeedEntry("S10"), away.desk.now())
    sent = send_referral(
        away.desk,
        need,
        team.other.desk.centre,
        RequestEntry(SHARED, "P2", CANARY),
        away.desk.now(),
    )
    everybody(team)
    everybody(team)
    for workspace in (team.first, away, team.other):
        found = workspace.desk.store.reader.referral(sent)
        assert found is None or found.request is None, workspace.folder
    assert told(team.first) == told(away)
    assert send(team.first, team.other)


def test_a_round_brings_the_erasure_of_a_case_that_was_never_here(team: Team) -> None:
    opened = open_case(team.first.desk, page_of(team.first, RequestEntry(SHARED), team.other))
    cancel_referral(team.first.desk, opened.referrals[0], "K01", "", team.first.desk.now())
    team.first.erase_case(opened.case, Reason.IN_ERROR)
    team.sync(team.first, team.second)
    assert team.second.desk.store.reader.late_facts() == 0
    assert told(team.first) == told(team.second)
