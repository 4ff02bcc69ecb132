"""A round with a folder or the hub, and what it did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from referral_app.errors import UnavailableError
from referral_app.language import Language
from referral_app.sentences import sentence
from referral_app.sentences.rounds import refusal_line, turned_away_line
from referral_app.services.ports import Refusal, RoundReport

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace
    from referral_app.cli.arguments import SyncAsked


def exchange(workspace: Workspace, asked: SyncAsked) -> RoundReport:
    """Exchange where the command says; a hub that is not the centre's yet is joined first.

    Raises what `Workspace.synchronise`, `join_hub` and `synchronise_hub` raise.
    """
    if asked.folder is not None:
        return workspace.synchronise(asked.folder)
    from referral_app.exchange.hub_wire import tidy_address

    known = workspace.hub()
    if not workspace.is_waiting and (known is None or known.url != tidy_address(asked.hub)):
        workspace.join_hub(asked.hub, asked.admission)
    return workspace.synchronise_hub()


def summary(report: RoundReport, language: Language) -> str:
    """Return what was read and written, one sentence a line."""
    lines = [_read(report, language), _written(report, language)]
    if report.rewound:
        lines.append(sentence(language, UnavailableError("hub.rewound")))
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
    """Return a sentence for each reason why something was left aside, here or at the hub."""
    aside = tuple(
        refusal_line(language, why, count)
        for why, count in report.refused
        if why is not Refusal.UNKNOWN_KEY
    )
    return (*aside, *(turned_away_line(language, why, n) for why, n in report.turned_away))


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
