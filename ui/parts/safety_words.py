"""What is said of alerts, keys and quarantine."""

from __future__ import annotations

from typing import Final

from referral_app.bootstrap.guarding import KeyLine
from referral_app.language import N_, isolate, isolate_text
from referral_app.services.alerts import Alert, AlertKind
from referral_app.services.ports.desks import LeftOut
from ui.context import Ui
from ui.parts.code_words import dashed
from ui.parts.desk_words import EXISTS_TWICE, desk_name

_KINDS: Final = (
    ("case.opened", N_("a file opened")),
    ("case.", N_("entries in a file")),
    ("note.", N_("notes")),
    ("need.", N_("needs")),
    ("consent.", N_("a consent")),
    ("referral.", N_("a referral")),
    ("", N_("other entries")),
)
"""How kinds of facts are called, by how they begin; the first that fits."""
_OTHER: Final = N_("There is something to look at in the exchange.")
_SAID: Final[dict[str, str]] = {
    AlertKind.CLONE: EXISTS_TWICE,
    AlertKind.NEWER: N_(
        "Another desk works with a newer version: some of what it writes is not shown here yet. "
        "Nothing is lost. Install the newer version on this computer."
    ),
    AlertKind.REWOUND: N_(
        "The hub was put back to an earlier day. All that is kept here was offered to it again, "
        "and nothing is lost. Ask the commune’s technician whether this was meant."
    ),
    AlertKind.OLD_KEY: N_(
        "What is sent to {centre} is locked with a key that is more than {days} days old. Ask them "
        "to exchange: their key is renewed by itself."
    ),
    AlertKind.NO_KIT: N_(
        "No recovery kit is in the safe: if the computers that may let in others are lost, nobody "
        "can be let in any more. Print one."
    ),
}


def alert_words(ui: Ui, alert: Alert, *, on_page: bool = False) -> str:
    """What is the matter and what is to be done; `on_page` where it stands beside its acts."""
    desk = desk_name(ui, alert.desk) if alert.desk else ""
    arabic = ui.language.code == "ar"
    centre = isolate_text(str(alert.values.get("name_ar" if arabic else "name_fr", "")))
    count = alert.values.get("count", 0)
    many = count if isinstance(count, int) else 0
    beside = on_page and alert.kind == AlertKind.QUARANTINE
    template = _beside_its_acts(ui, many) if beside else _template(ui, alert, many)
    return template.format(
        desk=desk,
        centre=centre,
        count=ui.language.format_number(many),
        days=alert.values.get("days", ""),
    )


def _beside_its_acts(ui: Ui, many: int) -> str:
    return ui.ngettext(
        "{count} entry of a revoked desk counts nowhere. If it is genuine, let it count.",
        "{count} entries of revoked desks count nowhere. What is genuine can be let count.",
        many,
    )


def _template(ui: Ui, alert: Alert, many: int) -> str:
    if alert.kind == AlertKind.QUARANTINE:
        return ui.ngettext(
            "{count} entry of a revoked desk counts nowhere. Look at it on the page “Exchange”, "
            "under “Administration”: if it is genuine, let it count.",
            "{count} entries of revoked desks count nowhere. Look at them on the page “Exchange”, "
            "under “Administration”: what is genuine can be let count.",
            many,
        )
    if alert.kind == AlertKind.GAP:
        return ui.ngettext(
            "{count} entry of {desk} has never come. Look for its last stick. If the computer is "
            "gone for good, wait for it no longer.",
            "{count} entries of {desk} have never come. Look for its last stick. If the computer "
            "is gone for good, wait for them no longer.",
            many,
        )
    return ui.gettext(_SAID.get(alert.kind, _OTHER))


def key_words(ui: Ui, key: KeyLine) -> str:
    """Since when a key holds, or until when it is kept."""
    _ = ui.gettext
    opened = isolate(ui.language.format_moment(key.opened_at))
    if key.ends_at is None:
        return _("Key {number}, since {date}. A new one comes by itself after 90 days.").format(
            number=key.number, date=opened
        )
    if key.destroyed:
        return _("Key {number}, of {date}: not kept here").format(number=key.number, date=opened)
    ends = isolate(ui.language.format_moment(key.ends_at))
    words = _("Key {number}, of {date}: kept for late sticks until {end}, then destroyed")
    return words.format(number=key.number, date=opened, end=ends)


def left_out_words(ui: Ui, line: LeftOut) -> str:
    """What one save of a revoked desk holds."""
    _ = ui.gettext
    found = dict.fromkeys(
        next(_(words) for begins, words in _KINDS if kind.startswith(begins)) for kind in line.kinds
    )
    said = [isolate(ui.language.format_moment(line.written_at)), *found]
    if line.code:
        said.append(_("code {code}").format(code=dashed(line.code, isolated=True)))
    return " · ".join(said)
