"""Saying what a start or an exchange did by itself: who opens the desk no more, what was cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from referral_app.errors import ReferralAppError
from referral_app.sentences import sentence
from ui.context import Ui

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace


def say_told(ui: Ui, workspace: Workspace) -> None:
    """Say each thing once in the message bar."""
    for told in workspace.take_told():
        words = sentence(ui.language, ReferralAppError(told.key, **told.values))
        (ui.notices.info if told.good else ui.notices.warning)(words)
