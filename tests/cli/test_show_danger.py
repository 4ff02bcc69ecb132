"""`show` says what is due, and what left at once because of a danger."""

from __future__ import annotations

from pathlib import Path

from referral_app.cli.arguments import ShowAsked, Unlock, What
from referral_app.cli.show import show
from referral_app.domain.staff import Role
from referral_app.services.emergency import countersign
from referral_app.services.intake import SendEntry
from tests.cli.schemas import complaints
from tests.fakes import neighbours
from tests.services.builders import opened, request, sent


def asked(what: What, which: str = "") -> ShowAsked:
    return ShowAsked(Unlock(Path(), None, None), what, which)


def test_what_left_in_a_danger_says_so(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        desk, plain = both.here.desk, sent(both)
        entry = request(priority="P1", exception="danger_life", exception_reason="Bleeds")
        page = opened(both, consent=None, sends=(SendEntry(0, both.there.id, entry),))
        danger = page.referrals[0]
        listed = show(desk, asked("referrals"))
        assert complaints(listed) == []
        assert {row["id"]: (row["step"], row["due"]) for row in listed["referrals"]} == {
            plain.hex(): ("acknowledge", "2026-11-05T15:30:00Z"),
            danger.hex(): ("acknowledge", "2026-11-03T22:59:00Z"),
        }
        countersign(both.here.as_(Role.SUPERVISOR), danger, "", both.clock.now())
        shown = show(desk, asked("referral", danger.hex()))
        assert complaints(shown) == []
        told = shown["referral"]["request"]
        assert (told["exception"], told["exception_reason"]) == ("danger_life", "Bleeds")
        assert told["consent_until"] is None
        assert shown["referral"]["countersigned_at"] is not None
        other = show(desk, asked("referral", plain.hex()))
        assert complaints(other) == []
        assert other["referral"]["countersigned_at"] is None
        assert other["referral"]["request"]["exception"] == ""
