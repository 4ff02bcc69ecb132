"""`show` of referrals to services without a desk."""

from __future__ import annotations

from pathlib import Path

from referral_app.cli.arguments import ShowAsked, Unlock, What
from referral_app.cli.show import show
from referral_app.domain.referral import Status
from referral_app.services.outside import record_answer
from tests.cli.schemas import complaints
from tests.fakes import neighbours
from tests.services.builders import sent
from tests.services.outside import answer, sent_outside, service


def asked(what: What, which: str = "") -> ShowAsked:
    return ShowAsked(Unlock(Path(), None, None), what, which)


def test_an_outside_referral_says_so(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        which = service(both.here)
        _, outside = sent_outside(both, which)
        inside = sent(both)
        desk = both.here.desk
        listed = show(desk, asked("referrals"))
        assert complaints(listed) == []
        assert {row["id"]: row["outside"] for row in listed["referrals"]} == {
            outside.hex(): True,
            inside.hex(): False,
        }
        done = answer(Status.COMPLETED, "coupon", outcome="O01")
        record_answer(desk, outside, done, both.clock.now())
        shown = show(desk, asked("referral", outside.hex()))
        assert complaints(shown) == []
        referral = shown["referral"]
        assert referral["outside"] == {"delivery": "slip", "evidence": "E3"}
        assert referral["recipient"]["name_fr"] == "Maternité Souissi"
        assert referral["way"]["opened"] is None
        other = show(desk, asked("referral", inside.hex()))
        assert complaints(other) == []
        assert other["referral"]["outside"] is None
