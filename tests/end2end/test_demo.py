"""The story, told as a person would tell it: whole, true, repeatable, in under a minute."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from referral_app import bootstrap
from referral_app.sentences import sentences
from referral_app.storage.store import open_store
from referral_app.training.courses import COURSES
from tests.cli.schemas import complaints
from tests.end2end.conftest import Told, tell

ENDS = {course.name: (course.ends.value, course.closed) for course in COURSES}


def test_without_the_window_it_says_that_pictures_are_missing(plain: Told) -> None:
    assert plain.code == 3
    assert len(plain.err.splitlines()) == 1
    assert sentences()["cli.no_pictures"] not in plain.err  # worded in French
    assert str(plain.output / "story.json") in plain.out
    assert plain.story["pictures"] == []


def test_it_holds_its_schema(plain: Told) -> None:
    assert complaints(plain.story) == []


def test_both_centres_agree_on_everything(plain: Told) -> None:
    story = plain.story
    assert story["verified"] == {
        "agreed": True,
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
    }
    assert {case["written_in"] for case in story["cases"]} == {"fr", "ar"}
    assert {case["centre"] for case in story["cases"]} == {"yacoub-el-mansour", "youssoufia"}
    assert {step["carrier"] for step in story["steps"] if "carrier" in step} == {
        "folder",
        "stick",
    }
    assert len(story["cases"]) == 12
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
    assert figures["envelopes_in_folder"] == len(list(plain.output.glob("shared-folder/**/*.rly")))
    assert figures["envelopes_on_stick"] == len(list(plain.output.glob("stick/**/*.rly")))


def test_every_file_that_it_names_is_there(plain: Told) -> None:
    story = plain.story
    named = {name for step in story["steps"] for name in step.get("files", ())}
    named |= {centre["store"] for centre in story["centres"]}
    named |= {story["invitation"], story["folder"], story["stick"]}
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


def comparable(story: dict[str, Any]) -> dict[str, Any]:
    """The story without the names of envelopes, which are hashes of what was sealed anew."""
    steps = [{k: v for k, v in step.items() if k != "files"} for step in story["steps"]]
    return {**story, "steps": steps, "pictures": []}


def test_the_same_seed_tells_the_same_story(plain: Told, tmp_path: Path) -> None:
    again = tell("referral_app", tmp_path)
    assert comparable(again.story) == comparable(plain.story)


def test_another_seed_tells_another(plain: Told, tmp_path: Path) -> None:
    other = tell("referral_app", tmp_path, "--seed", "2", "--cases", "4")
    assert other.story["verified"]["agreed"]
    codes = {case["code"] for case in other.story["cases"]}
    assert codes.isdisjoint(case["code"] for case in plain.story["cases"])


@pytest.mark.parametrize(
    "options",
    [("--cases", "1"), ("--cases", "30", "--months", "2"), ("--cases", "40", "--seed", "9")],
)
def test_stories_of_other_sizes_hold_too(tmp_path: Path, options: tuple[str, ...]) -> None:
    told = tell("referral_app", tmp_path, *options)
    assert told.code == 3
    assert told.story["verified"]["agreed"]
    assert complaints(told.story) == []
    assert str(len(told.story["cases"])) == options[1]


def test_it_can_be_told_again_in_the_same_place(tmp_path: Path) -> None:
    tell("referral_app", tmp_path, "--cases", "2")
    told = tell("referral_app", tmp_path, "--cases", "1")
    assert len(told.story["cases"]) == 1
    assert complaints(told.story) == []


def test_with_the_window_every_picture_is_taken(painted: Told, plain: Told) -> None:
    assert (painted.code, painted.err) == (0, "")
    pictures = painted.story["pictures"]
    assert {it["language"] for it in pictures} == {"fr", "ar"}
    assert {it["theme"] for it in pictures} == {"light", "dark", "contrast"}
    assert {it["screen"] for it in pictures} >= {
        *("today", "cases", "case", "received", "sent", "referral", "intake", "exchange"),
    }
    for it in pictures:
        data = (painted.output / it["file"]).read_bytes()
        assert data.startswith(b"\x89PNG\r\n")
        assert len(data) > 10_000
    assert len({it["file"] for it in pictures}) == len(pictures)
    assert complaints(painted.story) == []
    assert comparable(painted.story) == comparable(plain.story)
