"""The act that steps back to an earlier status, whichever side the status is of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import Status
from referral_app.services.desk import Desk
from ui.answering.act import WHY, ActSpec
from ui.answering.fields import HAPPENED, Values
from ui.parts.names import Names

StepBack: TypeAlias = Callable[[Desk, ReferralId, Status, str, Moment], None]


def stepping_back(names: Names, key: str, to: Status, saved: str, step: StepBack) -> ActSpec:
    """Return the act `key` that steps back to `to`; `saved` is the msgid of what is said after.

    Its label is in the window's language already.
    """

    def work(desk: Desk, found: ReferralId, values: Values) -> None:
        step(desk, found, to, values["text"], values["happened"])

    words = names.ui.gettext("Correct: back to “{status}”")
    return ActSpec(
        key,
        words.format(status=names.label("referral_statuses", to.value)),
        "undo-2",
        saved,
        (WHY, HAPPENED),
        work,
        quiet=True,
    )
