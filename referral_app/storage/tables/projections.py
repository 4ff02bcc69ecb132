"""What lists read: rows folded from facts. All of it can be rebuilt; nothing else is kept here."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, LargeBinary, Table
from sqlalchemy import text as sql_text

from referral_app.domain.deadlines import EMERGENCY
from referral_app.storage.tables.added_codes import ADDED_CODE_ROW
from referral_app.storage.tables.calendar import (
    CALENDAR_ROW,
    CLOSURE_ROW,
    COMMUNE_DAY_ROW,
    EXCEPTION_ROW,
)
from referral_app.storage.tables.desks import DESKS
from referral_app.storage.tables.directory import DIRECTORY_PROJECTIONS
from referral_app.storage.tables.erasing import ERASURES
from referral_app.storage.tables.households import HOUSEHOLD_MEMBER
from referral_app.storage.tables.information import INFORMATION
from referral_app.storage.tables.metadata import METADATA, blob, integer, row_number, text
from referral_app.storage.tables.months import MONTHS
from referral_app.storage.tables.paper import PAPER
from referral_app.storage.tables.registry import REGISTRY_PROJECTIONS
from referral_app.storage.tables.tallies import TALLY, TALLY_DDL
from referral_app.storage.tables.unfolded import UNFOLDED

FOLD_VERSION: Final = 6
"""Number of the rules by which rows come from facts; another number makes a store fold anew."""

CASE_ROW = Table(
    "case_row",
    METADATA,
    row_number(),
    blob("id", unique=True),
    # A need may arrive before its case: then the row holds `last` only, and is in no list.
    text("code", nullable=True),
    integer("opened", nullable=True),
    integer("last"),
    text("sex", nullable=True),
    text("age_band", nullable=True),
    text("district", nullable=True),
    integer("is_open", nullable=True),
    integer("in_conflict", nullable=True),
    # Who follows the file: whom its field names, else who opened it.
    blob("responsible", nullable=True),
    integer("closed", nullable=True),  # when it was closed, while it is
    text("closure", nullable=True),
    integer("held", nullable=True),  # kept past its term, for a reason that its field gives
    # One index an order of the list: each tells by itself which files are open, and whose.
    Index("case_by_code", "code", "id", "is_open", "responsible"),
    Index("case_by_last", "last", "id", "is_open", "responsible"),
    Index("case_by_opened", "opened", "id", "is_open", "responsible"),
    sqlite_strict=True,
)
CASE_OF_STAFF = Index("case_of_staff", CASE_ROW.c.responsible, sqlite_where=sql_text("is_open = 1"))

NEED_ROW = Table(
    "need_row",
    METADATA,
    row_number(),
    blob("id", unique=True),
    blob("case"),
    integer("is_open"),
    integer("in_conflict"),
    integer("recorded"),
    text("category"),
    # All that a line of the case list says of needs.
    Index("need_by_case", "case", "is_open", "in_conflict"),
    sqlite_strict=True,
)

CONSENT_ROW = Table(
    "consent_row",
    METADATA,
    blob("id", primary_key=True),
    blob("case"),
    integer("given"),
    integer("statistics"),  # yes to statistics, and not withdrawn
    Index("consent_by_case", "case"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

CONSENT_SCOPE = Table(
    "consent_scope",
    METADATA,
    blob("consent", primary_key=True),
    blob("recipient", primary_key=True),  # empty: every centre of the commune
    blob("case"),
    integer("ends"),
    Index("consent_scope_by_case", "case", "recipient", "ends"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

REFERRAL_ROW = Table(
    "referral_row",
    METADATA,
    row_number(),
    blob("id", unique=True),
    integer("incoming"),
    blob("peer"),
    text("case_code"),
    Column("case", LargeBinary),
    Column("need", LargeBinary),
    text("category"),
    text("priority"),
    text("status"),
    integer("sent"),
    integer("last"),
    integer("since"),  # when it began to wait for a person here; on hold, when it will
    integer("loop_closed"),
    integer("waiting"),  # for an answer (received) or for its loop to be closed (sent)
    integer("marked"),
    integer("outside"),  # to a service that has no desk
    # When the last consent to it ends, while it is under way from here.
    integer("consent_ends", nullable=True),
    integer("received", nullable=True),  # when a person of the recipient opened it
    text("answer"),  # accepted (ever), undecided, ended, or a refusal as reason.decider
    # What it waits for, whatever the calendar says; then what the calendar makes of it.
    text("clock"),
    integer("clock_since", nullable=True),
    integer("clock_by_limit"),
    integer("clock_not_before", nullable=True),
    integer("clock_planned", nullable=True),
    text("step"),
    integer("due", nullable=True),
    integer("escalates", nullable=True),
    integer("dated"),  # the calendar that it was dated by; 0 where nothing is due
    Index("referral_by_last", "incoming", "last", "id"),
    Index("referral_by_code", "case_code"),
    sqlite_strict=True,
)
REFERRAL_OF_CASE = Index(
    "referral_by_case", REFERRAL_ROW.c.case, sqlite_where=sql_text('"case" IS NOT NULL')
)
REFERRAL_WAITING = Index(
    "referral_waiting",
    REFERRAL_ROW.c.incoming,
    REFERRAL_ROW.c.last,
    REFERRAL_ROW.c.status,
    sqlite_where=sql_text("waiting = 1"),
)
REFERRAL_URGENT = Index(
    "referral_urgent",
    REFERRAL_ROW.c.incoming,
    REFERRAL_ROW.c.status,
    # In the order in which what waits is told, so that the first lines cost what they are.
    sql_text(f"priority != '{EMERGENCY}'"),
    sql_text("due IS NULL"),
    REFERRAL_ROW.c.due,
    REFERRAL_ROW.c.since,
    REFERRAL_ROW.c.id,
    sqlite_where=sql_text("waiting = 1"),
)
REFERRAL_TO_CALL = Index(
    "referral_to_call",
    REFERRAL_ROW.c.due,
    sqlite_where=sql_text("outside = 1 AND waiting = 1 AND due IS NOT NULL"),
)
REFERRAL_ENDING = Index(
    "referral_ending",
    REFERRAL_ROW.c.case,
    REFERRAL_ROW.c.consent_ends,
    REFERRAL_ROW.c.priority,
    REFERRAL_ROW.c.id,
    sqlite_where=sql_text("consent_ends IS NOT NULL"),
)
REFERRAL_DUE = Index(
    "referral_due",
    REFERRAL_ROW.c.incoming,
    REFERRAL_ROW.c.due,
    sqlite_where=sql_text("due IS NOT NULL"),
)
REFERRAL_DATED = Index(
    "referral_dated", REFERRAL_ROW.c.dated, sqlite_where=sql_text("due IS NOT NULL")
)
REFERRAL_MARKED = Index("referral_marked", REFERRAL_ROW.c.last, sqlite_where=sql_text("marked = 1"))

CENTRE_ROW = Table(
    "centre_row",
    METADATA,
    blob("id", primary_key=True),
    text("name_fr"),
    text("name_ar"),
    text("district"),
    integer("is_own"),
    integer("introduced", nullable=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

STAFF_ROW = Table(
    "staff_row",
    METADATA,
    blob("id", primary_key=True),
    text("label"),
    text("role"),
    integer("active"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

INVITATION_ROW = Table(
    "invitation_row",
    METADATA,
    blob("id", primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

INVITATION_USE = Table(
    "invitation_use",
    METADATA,
    blob("invitation", primary_key=True),
    blob("centre", primary_key=True),  # introduced by a fact that names the invitation
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

ACTIVITY = Table(
    "activity",
    METADATA,
    blob("cid", primary_key=True),
    integer("place", primary_key=True),
    blob("referral"),
    text("status"),
    text("reason"),
    integer("happened"),
    integer("arrived"),
    integer("hlc"),  # what was said in one save, or under one clock, in its order
    Index("activity_by_arrival", "arrived", "happened", "hlc"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

LOOK_UP: Final = "look_up"
_PREFIXES: Final = "2 3 4 5 6 7 8 9 10 11 12"
LOOK_UP_DDL: Final = f"""
CREATE VIRTUAL TABLE {LOOK_UP} USING fts5(
  words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='{_PREFIXES}'
)"""
"""Folded words of codes, notes, need details and referrals; see `rows` for its row numbers. They
come folded and parted: the tokenizer only has to take what stands between spaces. What two to
twelve letters begin is indexed, too: FTS5 reads such a beginning from its newest row on and stops
when it has enough, where it would first gather every row of one that is not
(https://sqlite.org/fts5.html, 4.2). Each letter more is a twentieth of the words' room."""

BESIDES: Final = (LOOK_UP_DDL, *TALLY_DDL)
"""What is made beside the tables."""

PROJECTIONS: Final = (
    CASE_ROW,
    NEED_ROW,
    CONSENT_ROW,
    CONSENT_SCOPE,
    REFERRAL_ROW,
    CENTRE_ROW,
    STAFF_ROW,
    INVITATION_ROW,
    INVITATION_USE,
    ACTIVITY,
    CALENDAR_ROW,
    CLOSURE_ROW,
    COMMUNE_DAY_ROW,
    EXCEPTION_ROW,
    *DESKS,
    *DIRECTORY_PROJECTIONS,
    *PAPER,
    HOUSEHOLD_MEMBER,
    *MONTHS,
    *INFORMATION,
    *REGISTRY_PROJECTIONS,
    ADDED_CODE_ROW,
    TALLY,
    *ERASURES,
    UNFOLDED,
)
