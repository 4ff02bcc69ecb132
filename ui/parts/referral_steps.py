"""A referral as a line of steps: what is behind it, where it stands, what lies ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from referral_app.domain.referral import FINAL, RANK, RECIPIENT_RANK, Referral, Status
from referral_app.services.ports import Way
from ui.parts.answer_words import answer_words
from ui.parts.names import Names
from ui.widgets.steps import Step, StepState

PLACES: Final = 6
"""Columns of a line, so that lines of several referrals stand under one another."""
_STOPS: Final = FINAL - {Status.COMPLETED}


@dataclass(frozen=True, slots=True)
class StepLine:
    """The points, what ended them (in red), and what else was said at the last one."""

    steps: tuple[Step, ...]
    reason: str = ""
    note: str = ""


def step_line(names: Names, referral: Referral, way: Way) -> StepLine:
    """Lay out a referral; a step that was skipped does not stand in its line."""
    here = names.label("referral_statuses", referral.status.value)
    behind = _behind(names, referral, way)
    said = answer_words(names, referral)
    if referral.status in _STOPS:
        steps = (*_points(behind, StepState.DONE), Step(here, StepState.STOPPED))
        return StepLine(steps, reason=said)
    if RANK[referral.status] > RANK[Status.RECEIVED]:
        behind = [*behind, here]
    ahead = _ahead(names, referral, len(behind))
    steps = (
        *_points(behind[:-1], StepState.DONE),
        Step(behind[-1], StepState.CURRENT),
        *_points(ahead, StepState.AHEAD),
    )
    return StepLine(steps, note=said)


def _behind(names: Names, referral: Referral, way: Way) -> list[str]:
    """Words of the steps before the one that is shown; "sent" and "opened" may be that one."""
    _ = names.ui.gettext
    if referral.service is not None:
        return _behind_outside(names, referral)
    told = {fact.status for fact in referral.recipient_half.known}
    opened = bool(told) or way.opened is not None
    words = [names.label("referral_statuses", Status.REQUESTED.value)]
    if opened or way.delivered is not None or referral.recipient == names.own:
        words.append(_("Delivered"))
    if opened:
        words.append(_("Opened"))
    reached = RANK[referral.status] if referral.status not in _STOPS else RANK[Status.COMPLETED]
    if referral.status is Status.ON_HOLD:
        reached = RANK[Status.IN_PROGRESS]  # accepted first, then put on hold
    words += [
        names.label("referral_statuses", step.value)
        for step in (Status.ACCEPTED, Status.IN_PROGRESS)
        if step.value in told and RECIPIENT_RANK[step] < reached
    ]
    return words


def _behind_outside(names: Names, referral: Referral) -> list[str]:
    """The steps that a service without a desk was heard to have taken; nothing was delivered."""
    told = {fact.status for fact in referral.recipient_half.known}
    reached = RANK[referral.status] if referral.status not in _STOPS else RANK[Status.COMPLETED]
    if referral.status is Status.ON_HOLD:
        reached = RANK[Status.IN_PROGRESS]
    words = [names.label("referral_statuses", Status.REQUESTED.value)]
    if Status.RECEIVED in told:
        words.append(names.ui.gettext("Has the request"))
    return words + [
        names.label("referral_statuses", step.value)
        for step in (Status.ACCEPTED, Status.IN_PROGRESS)
        if step.value in told and RECIPIENT_RANK[step] < reached
    ]


def _ahead(names: Names, referral: Referral, behind: int) -> list[str]:
    _ = names.ui.gettext
    rank = RANK[referral.status]
    if referral.service is not None:
        # A service is rarely asked twice: that it has the request is no step to wait for.
        steps = [Status.ACCEPTED, Status.IN_PROGRESS, Status.COMPLETED]
        held = rank > RANK[Status.RECEIVED]
        later = [step for step in steps[held:] if RANK[step] > rank]
        return [names.label("referral_statuses", step.value) for step in later]
    if rank <= RANK[Status.RECEIVED]:
        first = [_("Delivered"), _("Opened")][behind - 1 :]
        steps = [Status.ACCEPTED, Status.IN_PROGRESS, Status.COMPLETED]
    else:
        first = []
        steps = [s for s in (Status.IN_PROGRESS, Status.COMPLETED) if RANK[s] > rank]
        # What waits takes the place of the step that it delays.
        steps = steps[max(behind + len(steps) - PLACES, 0) :]
    return first + [names.label("referral_statuses", step.value) for step in steps]


def _points(words: Sequence[str], state: StepState) -> tuple[Step, ...]:
    return tuple(Step(word, state) for word in words)
