"""The story, told as a person would tell it: whole, true, repeatable, in under a minute."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from referral_app import bootstrap
from referral_app.errors import WrongPassphraseError
from referral_app.sentences import sentences
from referral_app.services.ports import CaseQuery
from referral_app.storage.store import open_store
from referral_app.training.courses import COURSES
from tests.cli.schemas import complaints
from tests.end2end.conftest import Told, tell

ENDS = {course.name: (course.ends.value, course.closed) for course in COURSES} | {
    "coupon": ("completed", True),
    "coupon_awaited": ("requested", False),
    "telephone": ("completed", True),
    "danger": ("completed", True),
}
CHAPTERS = 6
"""Files that the chapters open beside those that are asked for."""
FIRST, SECOND, OTHER = "yacoub-el-mansour", "yacoub-el-mansour-2", "youssoufia"


def steps_of(story: dict[str, Any], act: str) -> list[dict[str, Any]]:
    return [step for step in story["steps"] if step["act"] == act]


def test_without_the_window_it_says_that_pictures_are_missing(plain: Told) -> None:
    assert plain.code == 3
    assert len(plain.err.splitlines()) == 1
    assert sentences()["cli.no_pictures"] not in plain.err  # worded in French
    assert str(plain.output / "story.json") in plain.out
    assert plain.story["pictures"] == plain.story["papers"] == []


def test_it_holds_its_schema(plain: Told) -> None:
    assert complaints(plain.story) == []


def test_all_desks_agree_on_everything(plain: Told) -> None:
    story = plain.story
    assert story["verified"] == {
        "agreed": True,
        "desks_compared": 3,
        "cases_compared": len(story["cases"]),
        "referrals_compared": len(story["referrals"]),
        "differences": [],
        "missing_messages": 0,
    }
    for referral in story["referrals"]:
        assert len(set(referral["states"].values())) == 1
        assert referral["agreed"]


def test_each_course_came_to_its_end(plain: Told) -> None:
    for referral in plain.story["referrals"]:
        status, closed = ENDS[referral["course"]]
        assert set(referral["states"].values()) == {status}
        assert referral["loop_closed"] == closed
        assert referral["to_check"] == []


def test_the_main_turns_are_all_there(plain: Told) -> None:
    story = plain.story
    acts = Counter(step["act"] for step in story["steps"])
    assert set(acts) == {
        *("found", "invite", "join", "open_case", "send", "send_anew", "synchronise"),
        *("open_referral", "accept", "put_on_hold", "start", "refuse", "complete", "fail"),
        *("cancel", "follow_up", "close_loop", "close_case", "keep_draft", "lock", "unlock"),
        *("add_staff", "open_slot", "invite_desk", "join_desk", "let_in", "fill_directory"),
        *("open_family", "send_slip", "send_outside", "answer_telephone", "answer_coupon"),
        *("send_in_danger", "countersign", "give_information", "back_up", "restore", "heal"),
        *("leave", "close_days", "freeze", "export", "join_hub"),
    }
    assert {case["written_in"] for case in story["cases"]} == {"fr", "ar"}
    assert {case["centre"] for case in story["cases"]} == {"yacoub-el-mansour", "youssoufia"}
    assert {step["carrier"] for step in story["steps"] if "carrier" in step} == {
        "folder",
        "stick",
        "hub",
    }
    assert len(story["cases"]) == 12 + CHAPTERS
    assert story["figures"]["needs"] > story["figures"]["cases"]


def test_what_was_refused_went_out_anew_and_was_met(plain: Told) -> None:
    referrals = {referral["id"]: referral for referral in plain.story["referrals"]}
    anew = [referral for referral in referrals.values() if referral["replaces"]]
    assert anew
    for referral in anew:
        refused = referrals[referral["replaces"]]
        assert set(refused["states"].values()) == {"rejected"}
        assert refused["case_code"] == referral["case_code"]
        assert refused["reason"]


def test_a_cancellation_crosses_an_acceptance(plain: Told) -> None:
    story = plain.story
    (crossed,) = [it for it in story["referrals"] if it["course"] == "crossed"]
    told = [step for step in story["steps"] if step.get("referral") == crossed["id"]]
    accepted = next(step for step in told if step["act"] == "accept")
    cancelled = next(step for step in told if step["act"] == "cancel")
    # While it happened, each side saw its own word alone.
    assert accepted["states"][crossed["recipient"]] == "accepted"
    assert accepted["states"][crossed["sender"]] != "accepted"
    assert cancelled["states"][crossed["sender"]] == "cancelled"
    assert cancelled["states"][crossed["recipient"]] == "accepted"
    assert set(crossed["states"].values()) == {"cancelled"}


def test_completed_referrals_carry_outcome_and_evidence(plain: Told) -> None:
    done = [it for it in plain.story["referrals"] if "completed" in it["states"].values()]
    assert done
    assert all(it["outcome"] and it["evidence"] for it in done)


def test_figures_are_those_of_the_story(plain: Told) -> None:
    story = plain.story
    figures = story["figures"]
    assert figures["cases"] == len(story["cases"])
    assert figures["cases_closed"] == sum(not case["open"] for case in story["cases"])
    assert figures["needs"] == sum(case["needs"] for case in story["cases"])
    assert figures["referrals"] == len(story["referrals"]) == sum(figures["by_status"].values())
    assert figures["loops_closed"] == sum(it["loop_closed"] for it in story["referrals"])
    assert figures["steps"] == len(story["steps"])
    assert figures["rounds"] == len(steps_of(story, "synchronise"))
    traffic = story["traffic"]
    assert traffic["envelopes_in_folder"] == len(list(plain.output.glob("shared-folder/**/*.rly")))
    assert traffic["envelopes_on_stick"] == len(list(plain.output.glob("stick/**/*.rly")))


def test_the_hub_adds_the_centres_up(plain: Told) -> None:
    (month,) = plain.story["commune"]
    assert month["centres"] == sorted(centre["key"] for centre in plain.story["centres"])
    assert month["missing"] == []
    (ours,) = plain.story["statistics"]
    assert month["month"] == ours["month"]
    by_act = {total["act"]: total for total in month["totals"]}
    exact = {it["figure"]: it["counted"] for it in ours["exact"]}
    assert by_act["opened"]["published"] >= next(
        it["counted"] for it in ours["published"] if it["figure"] == "persons"
    )
    assert by_act["opened"]["high"] >= exact["persons"]
    assert all(it["low"] <= it["published"] <= it["high"] for it in month["totals"])


def test_the_hub_holds_nothing_that_can_be_read(plain: Told) -> None:
    held = (plain.output / plain.story["hub"]).read_bytes()
    for case in plain.story["cases"]:
        assert case["code"].encode() not in held
        assert bytes.fromhex(case["id"]) not in held
    for referral in plain.story["referrals"]:
        assert bytes.fromhex(referral["id"]) not in held


def test_every_file_that_it_names_is_there(plain: Told) -> None:
    story = plain.story
    named = {name for step in story["steps"] for name in step.get("files", ())}
    named |= {centre["store"] for centre in story["centres"]}
    named |= {desk["store"] for centre in story["centres"] for desk in centre["desks"]}
    named |= {written["file"] for month in story["statistics"] for written in month["files"]}
    named |= {story["invitation"], story["folder"], story["stick"], story["hub"]}
    assert [name for name in sorted(named) if not (plain.output / name).exists()] == []


def test_every_step_is_told_in_three_languages(plain: Told) -> None:
    for step in plain.story["steps"]:
        told = step["text"]
        assert len({told["fr"], told["ar"], told["en"]}) == 3
        assert all("{" not in words for words in told.values())
        assert any("\u0600" <= char <= "\u06ff" for char in told["ar"])


def test_the_stores_open_with_the_fictional_passphrases(plain: Told, tmp_path: Path) -> None:
    for centre in plain.story["centres"]:
        store = shutil.copytree(plain.output / centre["store"], tmp_path / centre["key"])
        with open_store(store, plain.passphrases[centre["key"]]) as opened:
            assert opened.integrity() == ()
        workspace = bootstrap.open_workspace(store, plain.passphrases[centre["key"]])
        assert workspace.desk.centre.hex() == centre["id"]
        assert workspace.desk.mode == "training"
        workspace.close()


def test_the_draft_is_still_there(plain: Told, tmp_path: Path) -> None:
    store = shutil.copytree(plain.output / "centres" / "yacoub-el-mansour", tmp_path / "store")
    workspace = bootstrap.open_workspace(store, plain.passphrases["yacoub-el-mansour"])
    desk = workspace.desk
    assert desk.store.reader.draft("intake", "", desk.actor.id) is not None
    workspace.close()


def test_a_second_desk_joined_and_holds_the_same_files(plain: Told, tmp_path: Path) -> None:
    first, second = plain.story["centres"][0]["desks"]
    assert (first["key"], second["key"]) == (FIRST, SECOND)
    assert first["cases"] == second["cases"] == plain.story["centres"][0]["desks"][0]["cases"]
    assert steps_of(plain.story, "let_in")[0]["fingerprint"] == second["fingerprint"]
    person = next(it for it in plain.story["centres"][0]["people"] if it["label"] == "FA")
    store = shutil.copytree(plain.output / second["store"], tmp_path / "second")
    workspace = bootstrap.open_workspace(store, person["passphrase"], user="FA")
    held = {row.code for row in workspace.desk.store.reader.case_page(CaseQuery(open=None)).rows}
    assert held == {case["code"] for case in plain.story["cases"] if case["centre"] == FIRST}
    workspace.close()


def test_a_family_is_one_household_under_one_reading(plain: Told) -> None:
    (step,) = steps_of(plain.story, "open_family")
    family = [case for case in plain.story["cases"] if case["household"] == step["household"]]
    assert [case["id"] for case in family] == [step["case"], *step["members"]]
    assert len({case["code"] for case in family}) == 4
    # The mother's, and one for each of the children; the father is asked himself another day.
    assert len(step["consents"]) == 3


def test_a_slip_of_two_needs_is_answered_by_its_coupons(plain: Told) -> None:
    story = plain.story
    slip, unanswered = steps_of(story, "send_slip")
    referrals = {it["id"]: it for it in story["referrals"]}
    coupons = steps_of(story, "answer_coupon")
    assert [coupon["referral"] for coupon in coupons] == slip["referrals"]
    for coupon in coupons:
        told = referrals[coupon["referral"]]
        assert (told["on_slip"], told["service"]) == (2, slip["service"])
        assert told["recipient"] is None
        assert (told["outcome"], told["evidence"]) == ("O01", "E3")
        # Printed at the second desk, typed in at the first.
        assert (slip["desk"], coupon["desk"]) == (SECOND, FIRST)
        assert coupon["coupon"].replace("-", "").startswith(told["case_code"])
    (waits,) = (referrals[id_] for id_ in unanswered["referrals"])
    assert (waits["course"], waits["on_slip"]) == ("coupon_awaited", 1)


def test_a_school_answers_by_telephone(plain: Told) -> None:
    (called,) = [it for it in plain.story["referrals"] if it["course"] == "telephone"]
    assert (called["outcome"], called["evidence"]) == ("O01", "E2")
    service = next(it for it in plain.story["services"] if it["id"] == called["service"])
    assert service["kind"] == "school"


def test_a_danger_left_at_once_and_was_countersigned(plain: Told) -> None:
    (sent,) = [it for it in plain.story["referrals"] if it["exception"]]
    assert (sent["exception"], sent["countersigned"], sent["priority"]) == (
        "danger_life",
        True,
        "P1",
    )
    (left,) = steps_of(plain.story, "send_in_danger")
    opened = next(
        step for step in steps_of(plain.story, "open_referral") if step["referral"] == sent["id"]
    )
    (signed,) = steps_of(plain.story, "countersign")
    assert (left["desk"], opened["desk"], signed["desk"]) == (SECOND, OTHER, FIRST)
    assert opened["at"][:10] == left["at"][:10] < signed["at"][:10]


def test_a_restored_desk_lacks_nothing(plain: Told) -> None:
    (saved, again), (restored,), (healed,) = (
        steps_of(plain.story, act) for act in ("back_up", "restore", "heal")
    )
    assert again["holds"]["cases"] == healed["holds"]["cases"]
    assert restored["holds"] == saved["holds"]
    assert healed["holds"]["cases"] == healed["holds"]["as_elsewhere"] > saved["holds"]["cases"]
    assert healed["healed"]["came_back"] > 0
    assert healed["healed"]["lacking"] == healed["healed"]["without_file"] == 0


def test_who_left_opens_nothing_and_left_nothing_behind(plain: Told, tmp_path: Path) -> None:
    (left,) = steps_of(plain.story, "leave")
    assert left["handed_over"] == {"cases": 1, "drafts": 1, "calls": 0}
    people = {it["label"]: it for it in plain.story["centres"][0]["people"]}
    assert [label for label, it in people.items() if not it["active"]] == ["LH"] == [left["person"]]
    store = shutil.copytree(plain.output / "centres" / FIRST, tmp_path / "store")
    with pytest.raises(WrongPassphraseError):
        bootstrap.open_workspace(store, people["LH"]["passphrase"])


def test_the_month_leaves_for_both_audiences(plain: Told) -> None:
    (month,) = plain.story["statistics"]
    assert {(it["audience"], it["language"]) for it in month["files"]} == {
        (audience, language)
        for audience in ("internal", "publication")
        for language in ("fr", "ar", "en")
    }
    exact = {(it["indicator"], it["figure"]): it["counted"] for it in month["exact"]}
    published = {(it["indicator"], it["figure"]): it["counted"] for it in month["published"]}
    assert exact["I01", "persons"] > exact["I01", "households"] > 0
    assert exact.keys() == published.keys()
    assert all(counted % 5 == 0 for counted in published.values())


def comparable(story: dict[str, Any]) -> dict[str, Any]:
    """The story without envelopes: their names, and so their order, are hashes of what was sealed
    anew."""
    steps = [
        {k: v for k, v in step.items() if k not in {"files", "round"}} for step in story["steps"]
    ]
    return {**story, "steps": steps, "traffic": {}, "pictures": [], "papers": []}


def test_the_same_seed_tells_the_same_story(plain: Told, painted: Told) -> None:
    assert comparable(painted.story) == comparable(plain.story)


def test_a_story_of_another_size_and_seed_holds_too(plain: Told, tmp_path: Path) -> None:
    told = tell("referral_app", tmp_path, "--cases", "30", "--months", "2", "--seed", "9")
    assert told.code == 3
    assert told.story["verified"]["agreed"]
    assert complaints(told.story) == []
    assert [month["month"] for month in told.story["statistics"]] == ["2026-10"]
    assert len(told.story["cases"]) == 30 + CHAPTERS
    codes = {case["code"] for case in told.story["cases"]}
    assert codes.isdisjoint(case["code"] for case in plain.story["cases"])


def test_it_can_be_told_again_in_the_same_place(plain: Told, tmp_path: Path) -> None:
    shutil.copytree(plain.output, tmp_path / "story")
    told = tell("referral_app", tmp_path, "--cases", "1")
    assert len(told.story["cases"]) == 1 + CHAPTERS
    assert told.story["verified"]["agreed"]
    assert complaints(told.story) == []


def test_with_the_window_every_picture_is_taken(painted: Told, plain: Told) -> None:
    assert (painted.code, painted.err) == (0, "")
    pictures = painted.story["pictures"]
    assert {it["language"] for it in pictures} == {"fr", "ar"}
    assert {it["theme"] for it in pictures} == {"light", "dark", "contrast"}
    assert {it["screen"] for it in pictures} >= {
        *("today", "cases", "case", "received", "sent", "referral", "intake", "exchange"),
        *("directory", "telephone", "coupon", "slip", "paper", "team", "backup", "calendar"),
        *("statistics", "end_of_day"),
    }
    papers = painted.story["papers"]
    assert {it["language"] for it in papers} == {"fr", "ar"}
    assert all((painted.output / it["file"]).read_bytes().startswith(b"%PDF-") for it in papers)
    for it in pictures:
        data = (painted.output / it["file"]).read_bytes()
        assert data.startswith(b"\x89PNG\r\n")
        assert len(data) > 10_000
    assert len({it["file"] for it in pictures}) == len(pictures)
    assert complaints(painted.story) == []
    assert comparable(painted.story) == comparable(plain.story)
