"""Drafts and settings."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from referral_app.domain.identifiers import Moment, StaffId
from referral_app.services.ports import Draft
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.desk import DRAFT, SETTING

_COLUMNS: Final = select(DRAFT.c.form, DRAFT.c.subject, DRAFT.c.owner, DRAFT.c.data, DRAFT.c.saved)
_DRAFT: Final = compiled(
    _COLUMNS.where(
        DRAFT.c.form == param("form"),
        DRAFT.c.subject == param("subject"),
        DRAFT.c.owner == param("owner"),
    )
)
_DRAFTS: Final = compiled(
    _COLUMNS.where(DRAFT.c.owner == param("owner")).order_by(DRAFT.c.saved.desc())
)
_SETTING: Final = compiled(select(SETTING.c.value).where(SETTING.c.name == param("name")))


class DeskQuestions(Asking):
    """What is nobody else's."""

    def draft(self, form: str, subject: str, owner: StaffId) -> Draft | None:
        """Return an unsaved form."""
        rows = self._ask(_DRAFT, {"form": form, "subject": subject, "owner": owner})
        return _draft(rows[0]) if rows else None

    def drafts(self, owner: StaffId) -> tuple[Draft, ...]:
        """Return a person's unsaved forms, newest first."""
        return tuple(_draft(row) for row in self._ask(_DRAFTS, {"owner": owner}))

    def setting(self, name: str) -> str | None:
        """Return a setting as it was put."""
        rows = self._ask(_SETTING, {"name": name})
        return rows[0][0] if rows else None


def _draft(row: Row) -> Draft:
    form, subject, owner, data, saved = row
    return Draft(form, subject, StaffId(owner), data, Moment(saved))
