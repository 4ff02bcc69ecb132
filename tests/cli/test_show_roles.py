"""`show` tells nothing to a role without case content, not even whether a file exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.cli.arguments import ShowAsked, Unlock, What
from referral_app.cli.show import show
from referral_app.domain.staff import Role
from referral_app.errors import NotPermittedError
from referral_app.services.intake import SendEntry
from tests.fakes import neighbours
from tests.services.builders import case_of, opened, request


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER])
def test_a_role_without_case_content_learns_nothing(tmp_path: Path, role: Role) -> None:
    nowhere = Unlock(tmp_path, None, None)
    with neighbours(tmp_path) as both:
        page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
        code = case_of(both.here, page.case).code
        asked: list[tuple[What, str]] = [
            *(("case", which) for which in (code, "4231900869")),
            *(("referral", which.hex()) for which in (page.referrals[0], bytes(16))),
            *((what, "") for what in ("cases", "referrals")),
        ]
        for what, which in asked:
            with pytest.raises(NotPermittedError):
                show(both.here.as_(role), ShowAsked(nowhere, what, which))
