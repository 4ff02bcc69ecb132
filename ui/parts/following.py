"""Going where a line of work leads; a referral is acknowledged on the way."""

from __future__ import annotations

from referral_app.services.answers import open_referral
from ui.changes import EXCHANGE, REFERRALS
from ui.parts.todo_words import Goal
from ui.screen import Screen


def follow(screen: Screen, goal: Goal) -> None:
    """Show the page of `goal`, once its referral is opened if it has one to open."""
    context, referral = screen.context, goal.opens
    if referral is None:
        context.go(goal.page, **goal.arguments)
        return
    desk = context.desk
    screen.run(
        lambda: open_referral(desk, referral, desk.now()),
        lambda _new: context.go(goal.page, **goal.arguments),
        changed=(REFERRALS, EXCHANGE),
    )
