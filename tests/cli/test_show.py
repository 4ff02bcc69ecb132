"""`show`: every document holds its schema, and lists say codes and states only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_app.cli.demo import Told
from tests.cli.conftest import CommandLine, Copy
from tests.cli.schemas import complaints


def shown(command: CommandLine, copy: Copy, *what: object) -> dict[str, Any]:
    answer = command.show(copy.store, *what)
    assert answer.code == 0, answer.err
    assert answer.err == ""
    document: dict[str, Any] = json.loads(answer.out)
    assert complaints(document) == []
    return document


def of_yacoub(told: Told, listed: str, key: str) -> list[dict[str, Any]]:
    return [it for it in told.document[listed] if it[key] == "yacoub-el-mansour"]


def test_all_cases(command: CommandLine, copy: Copy, told: Told) -> None:
    document = shown(command, copy, "--cases")
    ours = of_yacoub(told, "cases", "centre")
    assert {row["code"]: row["open"] for row in document["cases"]} == {
        case["code"]: case["open"] for case in ours
    }
    assert document["total"] == len(ours)


def test_all_referrals(command: CommandLine, copy: Copy, told: Told) -> None:
    document = shown(command, copy, "--referrals")
    assert {row["id"]: row["status"] for row in document["referrals"]} == {
        it["id"]: it["states"]["yacoub-el-mansour"] for it in told.document["referrals"]
    }
    sent = {it["id"] for it in of_yacoub(told, "referrals", "sender")}
    assert {row["id"] for row in document["referrals"] if row["direction"] == "sent"} == sent
    moments = [row["last_at"] for row in document["referrals"]]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("what", ["--cases", "--referrals"])
def test_lists_tell_nothing_of_a_person(command: CommandLine, copy: Copy, what: str) -> None:
    document = shown(command, copy, what)
    rows = document["cases" if what == "--cases" else "referrals"]
    told = {name for row in rows for name in row}
    assert told.isdisjoint({"sex", "age_band", "district", "category", "detail", "person"})


def test_one_case_whole(command: CommandLine, copy: Copy, told: Told) -> None:
    for case in of_yacoub(told, "cases", "centre"):
        document = shown(command, copy, "--case", case["code"])
        (file,) = document["cases"]
        assert file["id"] == case["id"]
        assert len(file["needs"]) == case["needs"]
        assert len(file["referrals"]) == case["referrals"]
        assert file["fields"]["sex"]["value"] in ("F", "M")


def test_a_code_may_be_written_with_dashes(command: CommandLine, copy: Copy, told: Told) -> None:
    code = of_yacoub(told, "cases", "centre")[0]["code"]
    dashed = f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert shown(command, copy, "--case", dashed) == shown(command, copy, "--case", code)


def test_one_referral_whole(command: CommandLine, copy: Copy, told: Told) -> None:
    for it in told.document["referrals"]:
        referral = shown(command, copy, "--referral", it["id"])["referral"]
        assert referral["status"] == it["states"]["yacoub-el-mansour"]
        assert referral["request"]["case_code"] == it["case_code"]
        assert referral["loop"]["closed"] == it["loop_closed"]
        # Nothing but what the consent names left the centre.
        assert set(referral["request"]["person"]) <= {
            *("age_band", "intake_year", "sex", "languages", "interpreter"),
            *("contact_means", "contact_warning", "caregiver"),
        }


def test_a_recipient_sees_neither_case_nor_need(
    command: CommandLine, copy: Copy, told: Told
) -> None:
    received = [it for it in told.document["referrals"] if it["recipient"] == "yacoub-el-mansour"]
    assert received
    for it in received:
        referral = shown(command, copy, "--referral", it["id"])["referral"]
        assert (referral["direction"], referral["case"], referral["need"]) == (
            "received",
            None,
            None,
        )
