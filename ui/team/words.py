"""What the page of the team says of people."""

from __future__ import annotations

from referral_app.domain.identifiers import Moment
from referral_app.language import isolate
from referral_app.services.departures import Departure
from referral_app.services.staff import StaffLine
from ui.context import Ui
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.tokens import Kind
from ui.widgets.rows import Row

ROLES = "staff_roles"


def person_row(ui: Ui, names: Names, line: StaffLine, *, opens: bool, here: bool) -> Row:
    """The row of a person: initials, role, since when, and whether this desk opens to them."""
    _, member = ui.gettext, line.staff
    role = names.label(ROLES, member.role.value)
    if line.left_at is not None:
        said = _("{role} · left on {date}").format(role=role, date=_day(ui, line.left_at))
        pill = _("To check") if line.in_conflict else ""
        return Row(
            member.id.hex(),
            "user",
            member.label,
            other=said,
            pill=pill,
            kind=Kind.SOON,
            icon_color="muted",
        )
    said = _("{role} · since {date}").format(role=role, date=_day(ui, line.since))
    pill, kind = _("No access here"), Kind.NEUTRAL
    if opens:
        pill, kind = _("Opens this desk"), Kind.OK
    if here:
        pill, kind = _("You"), Kind.BRAND
    if line.in_conflict:
        pill, kind = _("To check"), Kind.SOON
    return Row(member.id.hex(), "user", member.label, other=said, pill=pill, kind=kind)


def in_hand_lines(ui: Ui, held: Departure) -> list[str]:
    """What somebody has in hand, one line each; nothing is said of nothing."""
    lines = []
    if held.cases:
        words = ui.ngettext("{count} open file", "{count} open files", held.cases)
        lines.append(words.format(count=_number(ui, held.cases)))
    if held.calls:
        words = ui.ngettext(
            "{count} follow-up agreed with a person",
            "{count} follow-ups agreed with people",
            held.calls,
        )
        lines.append(words.format(count=_number(ui, held.calls)))
    if held.drafts:
        words = ui.ngettext(
            "{count} unsaved form at this desk", "{count} unsaved forms at this desk", held.drafts
        )
        lines.append(words.format(count=_number(ui, held.drafts)))
    return lines


def _number(ui: Ui, number: int) -> str:
    return isolate(ui.language.format_number(number))


def _day(ui: Ui, moment: Moment) -> str:
    return isolate(ui.language.format_date(day_of(moment)))
