"""The pages of an open store: which there are, and how each is built when first shown."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from referral_app.domain.staff import Act
from ui.context import Ui
from ui.frame import PageSpec
from ui.screen import Screen, ScreenContext

TODAY = "today"
CASES = "cases"
REFERRALS = "referrals"
SETTINGS = "settings"
EXCHANGE = "exchange"
INTAKE = "intake"
CASE = "case"
SEND = "send"
REFERRAL = "referral"
CALENDAR = "calendar"
BACKUP = "backup"
PAPER = "paper"
CARD = "card"
SLIP = "slip"
DIRECTORY = "directory"
TELEPHONE = "telephone"
COUPON = "coupon"
_ANSWERED = "ui.telephone.view"
TEAM = "team"
READINGS = "readings"
STATISTICS = "statistics"
_MONTHS = "ui.statistics.view"
END_OF_DAY = "end_of_day"
RETENTION = "retention"
_TERMS = "ui.retention.view"
_ACTS = {
    TEAM: Act.MANAGE_STAFF,
    READINGS: Act.MANAGE_STAFF,
    STATISTICS: Act.READ_STATISTICS,
    RETENTION: Act.ERASE,
}
"""Pages for those whose role has this act, whether they read files or not."""
_WITHOUT_FILES = frozenset({TODAY, END_OF_DAY, SETTINGS, EXCHANGE, CALENDAR, BACKUP})
"""Pages for those, too, whose role reads no file."""


_Entry = tuple[str, str, str, str, str, str | None]
"""Key, title, icon, module, class, and the page that it belongs to."""


def pages(context: ScreenContext) -> list[PageSpec]:
    """The pages in the order of the rail, as far as the role may see them.

    Details name the page they belong to.
    """
    actor = context.desk.actor
    reads = actor.may(Act.READ_CASES)
    waiting = _waiting(context)
    return [
        PageSpec(
            key,
            title,
            icon,
            _factory(context, module, name),
            count=waiting if key == REFERRALS else None,
            parent=parent,
        )
        for key, title, icon, module, name, parent in _rail(context.ui)
        if (actor.may(_ACTS[key]) if key in _ACTS else reads or key in _WITHOUT_FILES)
    ]


def _rail(ui: Ui) -> tuple[_Entry, ...]:
    """Every page there is."""
    _ = ui.gettext
    return (
        (TODAY, _("Today"), "house", "ui.today.view", "TodayScreen", None),
        (
            END_OF_DAY,
            _("End of the day"),
            "moon",
            "ui.end_of_day.view",
            "EndOfDayScreen",
            TODAY,
        ),
        (CASES, _("Files"), "folder", "ui.cases.view", "CasesScreen", None),
        (REFERRALS, _("Referrals"), "send", "ui.referrals.view", "ReferralsScreen", None),
        (PAPER, _("Paper"), "printer", "ui.paper.view", "PaperScreen", None),
        (DIRECTORY, _("Directory"), "book-open", "ui.directory.view", "DirectoryScreen", None),
        (STATISTICS, _("Statistics"), "chart-column", _MONTHS, "StatisticsScreen", None),
        (EXCHANGE, _("Exchange"), "refresh-cw", "ui.exchange.view", "ExchangeScreen", None),
        (SETTINGS, _("Settings"), "settings", "ui.settings.view", "SettingsScreen", None),
        (TEAM, _("The team"), "users", "ui.team.view", "TeamScreen", SETTINGS),
        (READINGS, _("Who read what"), "eye", "ui.readings.view", "ReadingsScreen", SETTINGS),
        (RETENTION, _("Files past their term"), "trash-2", _TERMS, "RetentionScreen", SETTINGS),
        (BACKUP, _("Backups"), "shield-check", "ui.backup.view", "BackupScreen", SETTINGS),
        (
            CALENDAR,
            _("Hours and closures"),
            "calendar",
            "ui.calendar.view",
            "CalendarScreen",
            SETTINGS,
        ),
        (INTAKE, _("New file"), "plus", "ui.intake.view", "IntakeScreen", CASES),
        (CASE, _("File"), "folder", "ui.case.view", "CaseScreen", CASES),
        (SEND, _("Refer"), "send", "ui.send.view", "SendScreen", CASES),
        (TELEPHONE, _("Answer by telephone"), "phone", _ANSWERED, "TelephoneScreen", REFERRALS),
        (COUPON, _("Return coupon"), "reply", _ANSWERED, "CouponScreen", REFERRALS),
        (REFERRAL, _("Referral"), "send", "ui.referral.view", "ReferralScreen", REFERRALS),
        (CARD, _("Print the card"), "id-card", "ui.paper.card_page", "CardScreen", CASES),
        (SLIP, _("Print a slip"), "printer", "ui.paper.slip_page", "SlipScreen", CASES),
    )


def _factory(context: ScreenContext, module: str, name: str) -> Callable[[], Screen]:
    def build() -> Screen:
        # Imported when first shown: the window stands before most pages are needed.
        screen: type[Screen] = getattr(import_module(module), name)
        return screen(context)

    return build


def _waiting(context: ScreenContext) -> Callable[[], int]:
    def count() -> int:
        counts = context.desk.store.reader.counts()
        return counts.to_answer + counts.to_check

    return count
