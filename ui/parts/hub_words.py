"""How it stands with the hub, in plain words: one short line, and a longer one for its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from referral_app.domain.identifiers import Moment
from referral_app.errors import ReferralAppError
from referral_app.language import isolate
from referral_app.sentences import sentence
from ui.context import Ui
from ui.parts.dates import day_of

if TYPE_CHECKING:
    from referral_app.bootstrap import HubState

_SILENT: Final = frozenset(
    {"hub.unreachable", "hub.slow", "hub.busy", "hub.failed", "hub.none_there", "hub.garbled"}
)
"""Problems that pass by themselves: nobody here has to do anything."""


class HubLine(NamedTuple):
    """Words, their sign and its colour."""

    text: str
    icon: str
    color: str


def hub_line(ui: Ui, hub: HubState, waiting: int, now: Moment) -> HubLine:
    """Say in one line how it stands; `waiting` messages have not left yet."""
    _ = ui.gettext
    if hub.problem in _SILENT:
        text = _("The hub has not answered since {time}; nothing is lost")
        return HubLine(text.format(time=_since(ui, hub, now)), "refresh-cw", "soon")
    if hub.problem:
        return HubLine(_("The hub refuses the exchange: see why"), "triangle-alert", "soon")
    if hub.waits:
        return HubLine(_("The hub does not know this desk yet"), "refresh-cw", "muted")
    ago = ui.language.format_ago(hub.last, now) if hub.last is not None else ""
    if waiting:
        text = ui.ngettext(
            "{count} to leave · exchanged {ago}", "{count} to leave · exchanged {ago}", waiting
        )
        return HubLine(text.format(count=waiting, ago=ago), "send", "muted")
    return HubLine(_("Exchange up to date, {ago}").format(ago=ago), "check", "ok")


def hub_lines(ui: Ui, hub: HubState, now: Moment) -> tuple[HubLine, ...]:
    """Say on the card of the hub how it stands, what is to be done, and that it was put back."""
    _ = ui.gettext
    lines = []
    if hub.problem:
        why = sentence(ui.language, ReferralAppError(hub.problem))
        since = _("Since {time}:").format(time=_since(ui, hub, now))
        lines.append(HubLine(f"{since} {why}", "triangle-alert", "soon"))
    elif hub.waits:
        words = _(
            "The hub does not know this centre or desk yet. Whoever invited it exchanges with the "
            "hub once; then it goes on by itself."
        )
        lines.append(HubLine(words, "refresh-cw", "soon"))
    if hub.last is not None:
        ago = ui.language.format_ago(hub.last, now)
        lines.append(HubLine(_("Last exchange: {ago}.").format(ago=ago), "circle-check", "ok"))
    elif not hub.problem:
        lines.append(HubLine(_("Nothing was exchanged with it yet."), "info", "muted"))
    if hub.rewound is not None:
        words = _(
            "On {date} the hub was found put back to an earlier day; all that was kept here was "
            "given to it again."
        )
        date = isolate(ui.language.format_moment(hub.rewound))
        lines.append(HubLine(words.format(date=date), "info", "soon"))
    return tuple(lines)


def _since(ui: Ui, hub: HubState, now: Moment) -> str:
    """The time of day where it began today, else the date and the time."""
    since = hub.failing if hub.failing is not None else now
    language = ui.language
    today = day_of(since) == day_of(now)
    return isolate(language.format_time(since) if today else language.format_moment(since))
