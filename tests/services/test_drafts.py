"""Unfinished forms are kept whatever stands in them."""

from __future__ import annotations

from referral_app.services.drafts import discard_draft, draft, drafts, keep_draft
from tests.fakes import Neighbours


def test_a_draft_comes_back_as_it_was_and_the_later_one_replaces_it(both: Neighbours) -> None:
    desk = both.here.desk
    for data in ('{"note": "Vue ce matin"}', '{"note": "زيارة أولى 😀"}'):
        keep_draft(desk, "intake", "", data)
        kept = draft(desk, "intake", "")
        assert kept is not None
        assert kept.data == data
    assert [it.form for it in drafts(desk)] == ["intake"]
    discard_draft(desk, "intake", "")
    assert drafts(desk) == ()


def test_half_a_character_costs_nobody_the_rest(both: Neighbours) -> None:
    """A clipboard may hold half of an emoji; a lock keeps the draft and never asks."""
    keep_draft(both.here.desk, "intake", "", '{"note": "Vue \ud83d ce matin"}')
    kept = draft(both.here.desk, "intake", "")
    assert kept is not None
    assert kept.data == '{"note": "Vue \N{REPLACEMENT CHARACTER} ce matin"}'
