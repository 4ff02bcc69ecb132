"""Months at the command line: frozen, and exported for one audience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from referral_app.bootstrap.definitions import definitions
from referral_app.cli.arguments import ExportAsked, FreezeAsked
from referral_app.cli.surroundings import path_word
from referral_app.errors import RefusedError
from referral_app.exports.commentary import MERGES, freezing_words
from referral_app.exports.figures import month_words
from referral_app.exports.words import Words
from referral_app.exports.writing import write_export
from referral_app.language import Language, isolate_text
from referral_app.services.month_reports import internal_report, public_report
from referral_app.services.months import freeze, preview_month
from referral_app.services.ports.month_report import Audience
from referral_app.statistics.release import Withheld
from referral_app.statistics.tally import Merge

if TYPE_CHECKING:
    from referral_app.services.desk import Desk


def freeze_month(desk: Desk, asked: FreezeAsked, language: Language) -> tuple[list[str], list[str]]:
    """Freeze a month; return what is told of it, and what must not be overlooked.

    Raises what `services.months.freeze` raises.
    """
    _ = language.gettext
    merges: tuple[Merge, ...] = ()
    if asked.join:
        outcome = preview_month(desk, asked.month).outcome
        merges = outcome.would_pass or () if isinstance(outcome, Withheld) else ()
    frozen = freeze(desk, asked.month, asked.word, merges)
    zone = desk.store.reader.calendar().commune.zone
    month = month_words(language, frozen.month)
    lines = [_("{month} is frozen.").format(month=isolate_text(month))]
    lines.append(freezing_words(language, frozen.revision, frozen.frozen_at, zone))
    lines += [_(MERGES[merge]) for merge in frozen.merges]
    rivals = _(
        "Another desk of the centre froze this month, too, without knowing of this one. The same "
        "one stands at all desks; look at both before you pass anything on."
    )
    return lines, [rivals] if frozen.rivals else []


def export_month(desk: Desk, asked: ExportAsked, language: Language) -> list[str]:
    """Write a frozen month into a file; return what is told.

    Raises what `services.month_reports` and `exports.writing` raise.
    """
    if asked.output.exists():
        raise RefusedError("export.exists")  # before a purpose is noted for nothing
    if asked.audience is Audience.INTERNAL:
        report = internal_report(desk, asked.month, asked.purpose)
    else:
        report = public_report(desk, asked.month)
    words = Words(language, desk.vocabularies)
    if asked.form == "csv":
        from referral_app.exports.flat_file import flat_file as written
    else:
        from referral_app.exports.workbook import workbook as written
    write_export(asked.output, written(report, words, definitions()))
    _ = language.gettext
    said = _("Written: {file}").format(file=path_word(asked.output))
    warning = _("The figures are exact: the file stays inside the centre, under lock.")
    return [said, warning] if report.is_internal else [said]
