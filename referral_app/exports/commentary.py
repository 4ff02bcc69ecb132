"""What the figures of a month say, a sentence or two each, and how far they can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.exports.figures import Figure, Sheet, Told, by_key, largest, month_words
from referral_app.exports.words import Words
from referral_app.language import N_, Language, isolate
from referral_app.services.ports.month_report import MonthReport
from referral_app.statistics.rounding import BASE
from referral_app.statistics.tally import Merge

_FEW: Final = 20
"""Below so many a percentage jumps with every single one."""
MERGES: Final = {
    Merge.REASONS: N_("Refusals are not told apart by who decided."),
    Merge.AGES: N_("Ages are joined into children and adults."),
    Merge.SEXES: N_("Women and men are counted together."),
    Merge.SERVICES: N_("Services are joined into the programmes of the national strategy."),
}


def comment(told: Told, report: MonthReport, words: Words) -> str:
    """Say what an indicator shows."""
    return " ".join(_COMMENTS[told.id](told, report, words))


def audience_words(report: MonthReport, words: Words) -> str:
    """For whom an export is, on one line that stands on every page."""
    _ = words.gettext
    said = []
    if report.training:
        said.append(_("Fictional data – training"))
    if report.is_internal:
        purpose = _("Internal use – exact figures, not to be passed on. Purpose: {purpose}")
        said.append(purpose.format(purpose=report.purpose))
    else:
        said.append(_("For publication – figures rounded to multiples of {base}").format(base=BASE))
    return " · ".join(said)


def caveats(report: MonthReport, words: Words) -> list[str]:
    """Say what was rounded, joined, left out and not heard."""
    _, language = words.gettext, words.language
    found = []
    if report.is_internal:
        found.append(_("All figures are exact."))
    else:
        rounded = _(
            "Every figure is a multiple of {base} and differs from the true one by {most} at most; "
            "all tables add up. Percentages are worked out from the rounded figures."
        )
        found.append(rounded.format(base=BASE, most=BASE - 1))
        found.append(_("Files whose people did not agree to statistics are left out."))
        found += [_(MERGES[merge]) for merge in report.merges]
    if report.left_out is not None:
        left = language.ngettext(
            "{count} new file is counted here and left out of what is published: the person did "
            "not agree to statistics.",
            "{count} new files are counted here and left out of what is published: the people did "
            "not agree to statistics.",
            report.left_out,
        )
        found.append(left.format(count=report.left_out))
    if report.lacking:
        lacking = language.ngettext(
            "{count} desk of the centre had not been heard since the end of the month when it was "
            "frozen.",
            "{count} desks of the centre had not been heard since the end of the month when it was "
            "frozen.",
            report.lacking,
        )
        found.append(lacking.format(count=report.lacking))
    if report.word:
        found.append(_("Word of the supervisor: {word}").format(word=report.word))
    return found


def revision_words(report: MonthReport, words: Words) -> str:
    """Which freezing of the month this is, and when it was made."""
    return freezing_words(words.language, report.revision, report.frozen_at, report.zone)


def freezing_words(language: Language, revision: int, frozen_at: Moment, zone: tzinfo) -> str:
    """Which freezing of a month one is, and when it was made."""
    _, day = language.gettext, isolate(language.format_moment(frozen_at, zone))
    if revision == 1:
        return _("First release, frozen on {day}").format(day=day)
    said = _("Revision {number}, frozen on {day}; it replaces the one before")
    return said.format(number=revision, day=day)


def _new_files(told: Told, _report: MonthReport, words: Words) -> list[str]:
    figures, ngettext = by_key(told), words.language.ngettext
    persons, households = figures["persons"].counted, figures["households"].counted
    number = words.language.format_number
    return [
        ngettext("{count} file was opened.", "{count} files were opened.", persons).format(
            count=number(persons)
        ),
        ngettext(
            "{count} household came for the first time.",
            "{count} households came for the first time.",
            households,
        ).format(count=number(households)),
        *_most(told.sheets[0], words),
    ]


def _needs(told: Told, _report: MonthReport, words: Words) -> list[str]:
    figures, _ = by_key(told), words.gettext
    needs, mean = figures["needs"].counted, figures["needs_per_file"]
    said = words.language.ngettext(
        "{count} need was recorded.", "{count} needs were recorded.", needs
    ).format(count=words.language.format_number(needs))
    per_file = (
        [
            _("That is {mean} for each file ({counted}/{of}).").format(
                mean=mean.text(words.language), counted=mean.counted, of=mean.of
            )
        ]
        if mean.of
        else []
    )
    return [said, *per_file, *_most(told.sheets[0], words)]


def _referrals(told: Told, _report: MonthReport, words: Words) -> list[str]:
    figures, ngettext = by_key(told), words.language.ngettext
    sent, received = figures["sent"].counted, figures["received"].counted
    number = words.language.format_number
    return [
        ngettext("{count} referral was sent.", "{count} referrals were sent.", sent).format(
            count=number(sent)
        ),
        *_most(told.sheets[0], words),
        ngettext(
            "{count} referral of another centre was received.",
            "{count} referrals of other centres were received.",
            received,
        ).format(count=number(received)),
    ]


def _acceptance(told: Told, report: MonthReport, words: Words) -> list[str]:
    figure, _ = by_key(told)["accepted_of_sent"], words.gettext
    decided = by_key(told)["accepted_of_decided"]
    if not figure.of:
        return [_nobody(report, words)]
    said = _("Of the referrals sent in {month}, {counted} of {of} were accepted ({percent}).")
    found = [_shared(said, figure, report, words)]
    if decided.of:
        more = _("Of those that had a decision, {counted} of {of} ({percent}).")
        found.append(_shared(more, decided, report, words))
    return found + _few(figure, words)


def _refusals(told: Told, report: MonthReport, words: Words) -> list[str]:
    figure, _ = by_key(told)["refused_of_sent"], words.gettext
    if not figure.of:
        return [_nobody(report, words)]
    said = _("Of the referrals sent in {month}, {counted} of {of} were refused ({percent}).")
    found = [_shared(said, figure, report, words), *_most(told.sheets[0], words)]
    return found + _few(figure, words)


def _closures(told: Told, _report: MonthReport, words: Words) -> list[str]:
    closed = by_key(told)["closed"].counted
    said = words.language.ngettext(
        "{count} file was closed.", "{count} files were closed.", closed
    ).format(count=words.language.format_number(closed))
    return [said, *_most(told.sheets[0], words)]


def _most(sheet: Sheet, words: Words) -> list[str]:
    """What came most often, unless all lines are alike."""
    line, _ = largest(sheet), words.gettext
    if line is None or len(sheet.lines) < 2:
        return []
    alike = sum(other.total == line.total for other in sheet.lines)
    if alike > 1:
        return []
    said = _("Most often: {what} ({counted}/{of}).")
    return [said.format(what=line.label, counted=line.total, of=sheet.total.total)]


def _shared(said: str, figure: Figure, report: MonthReport, words: Words) -> str:
    return said.format(
        month=month_words(words.language, report.month.before),
        counted=figure.counted,
        of=figure.of,
        percent=figure.text(words.language),
    )


def _nobody(report: MonthReport, words: Words) -> str:
    said = words.gettext("No referral of {month} is counted: there is no percentage.")
    return said.format(month=month_words(words.language, report.month.before))


def _few(figure: Figure, words: Words) -> list[str]:
    if (figure.of or 0) >= _FEW:
        return []
    return [words.gettext("They are few: the percentage says little.")]


_COMMENTS: Final[dict[str, Callable[[Told, MonthReport, Words], list[str]]]] = {
    "I01": _new_files,
    "I04": _needs,
    "I06": _referrals,
    "I12": _acceptance,
    "I13": _refusals,
    "I25": _closures,
}
