"""What was saved in one moment is told in the order in which it was written."""

from __future__ import annotations

import pytest

from referral_app.services.intake import SendEntry, open_case
from referral_app.services.views import case_view
from tests.fakes import Neighbours
from tests.services.builders import intake, request


@pytest.mark.parametrize("turn", range(8))
def test_a_file_is_opened_before_its_need_is_referred(both: Neighbours, turn: int) -> None:
    # Ids are random: each turn would break a tie by id in another way.
    for _earlier in range(turn):
        open_case(both.here.desk, intake(both))
    page = intake(both, sends=(SendEntry(0, both.there.id, request()),))
    made = open_case(both.here.desk, page)
    told = [entry.kind for entry in case_view(both.here.desk, made.case).timeline]
    assert told[0] == "requested"
    assert told[-1] == "case.opened"
