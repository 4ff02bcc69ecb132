"""Words for what is refused around information given at the desk, and saved lists."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "information.of_another": N_(
        "Somebody else noted this information. Only the person who noted it can take it back."
    ),
    "lists.too_many": N_("You keep {most} lists already. Remove one that you no longer need."),
}
