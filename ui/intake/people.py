"""Those who came, in a few words: to say whose a need is, and whose a code."""

from __future__ import annotations

from referral_app.domain.vocabulary import Vocabularies
from referral_app.language import isolate
from ui.context import Ui
from ui.intake.member_line import MemberLine
from ui.intake.state import IntakeState
from ui.widgets.choice import Choice


def people_choices(ui: Ui, lists: Vocabularies, state: IntakeState) -> list[Choice]:
    """The person at the desk, then each line that says something, by its place."""
    first = MemberLine(str(state.person.get("age_band", "")), str(state.person.get("sex", "")))
    lines = [(0, first), *enumerate(state.members, 1)]
    return [
        Choice(
            str(place), numbered(place, words_of(ui, lists, line, first=not place)), str(place + 1)
        )
        for place, line in lines
        if not place or not line.empty
    ]


def numbered(place: int, words: str) -> str:
    """The words behind the number that stands before the person's line."""
    return f"{isolate(str(place + 1))}. {words}"


def words_of(ui: Ui, lists: Vocabularies, line: MemberLine, *, first: bool = False) -> str:
    """Role, sex and age of somebody, as far as they are known."""
    language = ui.language.code
    parts = [
        lists.named(name).label(code, language)
        for name, code in (
            ("household_roles", line.role),
            ("sex", line.sex),
            ("age_bands", line.age_band),
        )
        if code
    ]
    return " · ".join(parts) or (ui.gettext("The person at the desk") if first else "–")
