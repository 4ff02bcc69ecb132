"""What an exchange did, in plain words."""

from __future__ import annotations

from referral_app.language import Language
from referral_app.services.ports import Refusal, RoundReport


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


def refusal_line(language: Language, why: Refusal, count: int) -> str:
    """Why envelopes were left aside. Nothing of them was deleted."""
    ngettext = language.ngettext
    texts = {
        Refusal.DAMAGED: ngettext(
            "{count} envelope is damaged and was left aside; it will be sent again.",
            "{count} envelopes are damaged and were left aside; they will be sent again.",
            count,
        ),
        Refusal.FOREIGN: ngettext(
            "{count} envelope is not from a centre that you know; it was left aside.",
            "{count} envelopes are not from a centre that you know; they were left aside.",
            count,
        ),
        Refusal.OTHER_MODE: ngettext(
            "{count} envelope mixes training with real work; it was left aside.",
            "{count} envelopes mix training with real work; they were left aside.",
            count,
        ),
        Refusal.NEWER: ngettext(
            "{count} envelope was made by a newer version of this program. Update this desk; the "
            "envelope waits.",
            "{count} envelopes were made by a newer version of this program. Update this desk; "
            "the envelopes wait.",
            count,
        ),
        Refusal.UNKNOWN_KEY: ngettext(
            "{count} envelope is closed with a key that is not here yet; it is kept.",
            "{count} envelopes are closed with a key that is not here yet; they are kept.",
            count,
        ),
        Refusal.EXPIRED_INVITATION: ngettext(
            "{count} answer to an invitation came too late. Write a new invitation.",
            "{count} answers to an invitation came too late. Write a new invitation.",
            count,
        ),
        Refusal.USED_INVITATION: ngettext(
            "{count} answer used an invitation that another centre had used before.",
            "{count} answers used an invitation that another centre had used before.",
            count,
        ),
    }
    return texts[why].format(count=count)
