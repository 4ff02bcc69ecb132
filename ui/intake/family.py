"""The page of a family as the services take it: a page for each person."""

from __future__ import annotations

from dataclasses import replace

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.domain.vocabulary import Vocabularies
from referral_app.services.families import CAREGIVER, Member
from referral_app.services.household_links import SHARED
from referral_app.services.intake import Intake
from ui.intake.member_line import MemberLine
from ui.intake.state import IntakeState


def members_of(state: IntakeState, lists: Vocabularies, now: Moment) -> tuple[Member, ...]:
    """Those who came along, each with their own needs; lines that nobody filled are left out."""
    return tuple(
        Member(line.role, _page(state, place, line, lists, now))
        for place, line in enumerate(state.members, 1)
        if not line.empty
    )


def page_of(state: IntakeState, whom: int) -> IntakeState:
    """The page as it would stand if the person `whom` had come alone."""
    if not whom:
        return replace(state, members=())
    line = state.members[whom - 1]
    person: dict[str, Value] = {"age_band": line.age_band, "sex": line.sex}
    person |= {name: state.person[name] for name in SHARED if state.person.get(name)}
    if line.minor and state.caregiver:
        person[CAREGIVER] = state.caregiver
    covered = covers(state, whom)
    consent = replace(
        state.consent,
        form=state.consent.form if covered else "",
        caregiver=state.caregiver if line.minor else "",
        assent="",
    )
    needs = tuple(replace(need, whom=0) for need in state.needs if need.whom == whom)
    return IntakeState(state.happened, consent, person, needs, card=line.card)


def covers(state: IntakeState, whom: int) -> bool:
    """Whether the consent of the page holds for a person: for an adult only his own does."""
    if not whom:
        return state.consent.given
    if whom > len(state.members):
        return False
    return state.consent.given and state.covers and state.members[whom - 1].minor


def _page(
    state: IntakeState, place: int, line: MemberLine, lists: Vocabularies, now: Moment
) -> Intake:
    page = page_of(state, place).intake(lists, now)
    # The services extend the consent: it must not stand twice.
    return replace(page, consent=None) if line.minor else page
