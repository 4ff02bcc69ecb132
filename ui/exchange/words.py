"""What an exchange did, in plain words."""

from __future__ import annotations

from referral_app.language import Language
from referral_app.sentences.rounds import refusal_line
from referral_app.services.ports import RoundReport


def report_lines(language: Language, report: RoundReport) -> list[str]:
    """The report as sentences, most important first."""
    ngettext = language.ngettext
    lines = []
    if report.envelopes_read:
        text = ngettext("{count} envelope read.", "{count} envelopes read.", report.envelopes_read)
        lines.append(text.format(count=report.envelopes_read))
    if report.envelopes_written:
        text = ngettext(
            "{count} envelope left there for the others.",
            "{count} envelopes left there for the others.",
            report.envelopes_written,
        )
        lines.append(text.format(count=report.envelopes_written))
    if not lines:
        lines.append(language.gettext("Nothing new on either side."))
    lines += [refusal_line(language, why, count) for why, count in report.refused]
    if report.missing:
        text = ngettext(
            "{count} message has not arrived yet; a referral may be incomplete. The other centre "
            "will send it again.",
            "{count} messages have not arrived yet; a referral may be incomplete. The other "
            "centre will send them again.",
            report.missing,
        )
        lines.append(text.format(count=report.missing))
    elif report.envelopes_read:
        lines.append(language.gettext("Nothing is missing."))
    return lines
