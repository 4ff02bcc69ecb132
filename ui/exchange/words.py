"""What an exchange did, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from referral_app.errors import UnavailableError
from referral_app.language import Language, isolate_text
from referral_app.sentences import sentence
from referral_app.sentences.rounds import refusal_line, turned_away_line
from referral_app.services.ports import RoundReport
from ui.parts.names import Names

if TYPE_CHECKING:
    from ui.screen import ScreenContext


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One sentence, and whether it is good news."""

    text: str
    good: bool = True


def show_report(
    context: ScreenContext, report: RoundReport, *, stopped: bool = False
) -> list[ReportLine]:
    """Say in the message bar what an exchange did; returns the sentences for its card."""
    ui = context.ui
    names = Names(ui, context.desk)
    introduced = [names.centre(centre) for centre in report.introduced]
    lines = report_lines(ui.language, report, introduced=introduced, stopped=stopped)
    words = " ".join(line.text for line in lines)
    if all(line.good for line in lines):
        ui.notices.success(words)
    else:
        ui.notices.warning(words)
    return lines


def report_lines(
    language: Language,
    report: RoundReport,
    *,
    introduced: Sequence[str] = (),
    stopped: bool = False,
) -> list[ReportLine]:
    """The report as sentences, most important first.

    `introduced` names the centres that joined; `stopped` says that the person ended it early.
    """
    _ = language.gettext
    lines = [ReportLine(text) for text in _moved(language, report)]
    if stopped:
        text = _("Stopped. What was done is kept; the next exchange goes on from there.")
        lines.insert(0, ReportLine(text, good=False))
    elif not (lines or report.refused):
        lines.append(ReportLine(_("Nothing new on either side.")))
    for name in introduced:
        text = _("{centre} is known from now on: compare the fingerprints by telephone.")
        lines.append(ReportLine(text.format(centre=isolate_text(name))))
    if report.joining:
        text = language.ngettext(
            "{count} desk asks to be let in: look at the desks of this centre.",
            "{count} desks ask to be let in: look at the desks of this centre.",
            report.joining,
        )
        lines.append(ReportLine(text.format(count=report.joining)))
    lines += [ReportLine(text, good=False) for text in _left_aside(language, report)]
    if report.missing:
        text = language.ngettext(
            "{count} message has not arrived yet; a referral may be incomplete. The other centre "
            "will send it again.",
            "{count} messages have not arrived yet; a referral may be incomplete. The other "
            "centre will send them again.",
            report.missing,
        )
        lines.append(ReportLine(text.format(count=report.missing), good=False))
    elif report.envelopes_read and not (stopped or report.refused):
        lines.append(ReportLine(_("Nothing is missing.")))
    return lines


def _left_aside(language: Language, report: RoundReport) -> list[str]:
    """What was not taken, here and there, and a hub that was put back."""
    lines = [refusal_line(language, why, count) for why, count in report.refused]
    lines += [turned_away_line(language, why, count) for why, count in report.turned_away]
    if report.rewound:
        lines.append(sentence(language, UnavailableError("hub.rewound")))
    return lines


def _moved(language: Language, report: RoundReport) -> Iterator[str]:
    ngettext = language.ngettext
    if report.envelopes_read:
        text = ngettext("{count} envelope read.", "{count} envelopes read.", report.envelopes_read)
        yield text.format(count=report.envelopes_read)
    if report.envelopes_written:
        text = ngettext(
            "{count} envelope left there for the others.",
            "{count} envelopes left there for the others.",
            report.envelopes_written,
        )
        yield text.format(count=report.envelopes_written)
