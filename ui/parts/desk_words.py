"""How the desks of a centre are called and what is said of them."""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.language import N_, isolate
from referral_app.services.desks import Alarm, DeskLine
from ui.context import Ui


def desk_name(ui: Ui, line: DeskLine) -> str:
    """“Desk 2 · SK”: the number in which it joined, and for whom it was prepared."""
    name = ui.gettext("Desk {number}").format(number=line.number)
    return f"{name} · {isolate(line.label)}" if line.label else name


def desk_said(ui: Ui, line: DeskLine, now: Moment) -> str:
    """When it was last heard and what it may do, in one line."""
    _ = ui.gettext
    if not line.active:
        return _gone(ui, line)
    said = [_seen(ui, line, now)]
    if line.may_let_in:
        said.append(_("further desks are let in here"))
    if line.codes_left is not None:
        text = ui.ngettext("{count} file code left", "{count} file codes left", line.codes_left)
        said.append(text.format(count=ui.language.format_number(line.codes_left)))
    return " · ".join(said)


EXISTS_TWICE: Final = N_(
    "The disk of {desk} exists twice, and both copies were used to work. No entry is lost. "
    "Choose “Lost or stolen…” for this desk, and prepare a new one for each computer that "
    "goes on: fresh keys for both."
)


def alarm_words(ui: Ui, alarm: Alarm) -> str:
    """What it means that a disk exists twice, and what is to be done."""
    return ui.gettext(EXISTS_TWICE).format(desk=desk_name(ui, alarm.desk))


def retired_words(ui: Ui, line: DeskLine) -> str:
    """What it means at this desk that it was taken out of work."""
    _ = ui.gettext
    if line.replaced_by is None:
        return _(
            "This desk was taken out of work: nothing can be written here any more. Exchange until "
            "everything has left."
        )
    words = _(
        "This computer was replaced by desk {number}: nothing can be written here any more. "
        "Exchange until everything has left."
    )
    return words.format(number=line.replaced_by)


def _seen(ui: Ui, line: DeskLine, now: Moment) -> str:
    _ = ui.gettext
    if line.is_here:
        return _("This computer")
    if line.last_seen is None:
        return _("Nothing heard from it yet")
    return _("Last heard from: {ago}").format(ago=ui.language.format_ago(line.last_seen, now))


def _gone(ui: Ui, line: DeskLine) -> str:
    _ = ui.gettext
    when = isolate(ui.language.format_moment(line.retired_at)) if line.retired_at else "–"
    if line.revoked:
        return _("Revoked on {date}: only what was known by then counts").format(date=when)
    if line.replaced_by is None:
        return _("Out of work since {date}").format(date=when)
    words = _("Replaced by desk {number} on {date}")
    return words.format(number=line.replaced_by, date=when)
