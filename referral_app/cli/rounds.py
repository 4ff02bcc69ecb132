"""What a round with a folder did, in words."""

from __future__ import annotations

from referral_app.language import Language
from referral_app.sentences.rounds import refusal_line
from referral_app.services.ports import Refusal, RoundReport


def summary(report: RoundReport, language: Language) -> str:
    """Return what was read and written, one sentence a line."""
    lines = [_read(report, language), _written(report, language)]
    if report.introduced:
        lines.append(_introduced(len(report.introduced), language))
    if report.missing:
        lines.append(_missing(report.missing, language))
    lines += [
        refusal_line(language, why, count)
        for why, count in report.refused
        if why is Refusal.UNKNOWN_KEY
    ]
    return "\n".join(lines)


def refusals(report: RoundReport, language: Language) -> tuple[str, ...]:
    """Return a sentence for each reason why something was left aside."""
    return tuple(
        refusal_line(language, why, count)
        for why, count in report.refused
        if why is not Refusal.UNKNOWN_KEY
    )


def _read(report: RoundReport, language: Language) -> str:
    envelopes, new = report.envelopes_read, report.commits_received
    envelope_words = language.ngettext(
        "{count} envelope was read.", "{count} envelopes were read.", envelopes
    ).format(count=envelopes)
    new_words = language.ngettext(
        "{count} new entry arrived.", "{count} new entries arrived.", new
    ).format(count=new)
    return f"{envelope_words} {new_words}"


def _written(report: RoundReport, language: Language) -> str:
    envelopes, sent = report.envelopes_written, report.commits_sent
    envelope_words = language.ngettext(
        "{count} envelope was deposited.", "{count} envelopes were deposited.", envelopes
    ).format(count=envelopes)
    sent_words = language.ngettext(
        "{count} entry of this centre is on its way.",
        "{count} entries of this centre are on their way.",
        sent,
    ).format(count=sent)
    return f"{envelope_words} {sent_words}"


def _introduced(count: int, language: Language) -> str:
    return language.ngettext("{count} centre joined.", "{count} centres joined.", count).format(
        count=count
    )


def _missing(count: int, language: Language) -> str:
    return language.ngettext(
        "{count} message of another centre has not arrived yet; it was asked for.",
        "{count} messages of other centres have not arrived yet; they were asked for.",
        count,
    ).format(count=count)
