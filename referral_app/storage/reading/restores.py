"""Whether this store was put back from a backup, and what came back since."""

from __future__ import annotations

from typing import Final

from sqlalchemy import and_, func, select

from referral_app.domain.identifiers import DeviceId, Moment
from referral_app.journal import codec
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.services.ports.backups import Restoration
from referral_app.storage.backup.stamp import STAMP
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, constant, is_unset, param
from referral_app.storage.tables.desk import IDENTITY
from referral_app.storage.tables.journal import COMMIT_LOG, MISSING
from referral_app.storage.tables.projections import REFERRAL_ROW

_LOG = COMMIT_LOG.c
_STAMP: Final = compiled(select(IDENTITY.c.value).where(IDENTITY.c.name == constant(STAMP)))
# What was written here before the restore and came in after it.
_BACK: Final = compiled(
    select(func.count())
    .select_from(COMMIT_LOG)
    .where(and_(_LOG.row > param("row"), _LOG.device == param("device"), _LOG.hlc < param("hlc")))
)
_LACKING: Final = compiled(
    select(func.count()).select_from(MISSING).where(MISSING.c.device == param("device"))
)
_WITHOUT_FILE: Final = compiled(
    select(func.count())
    .select_from(REFERRAL_ROW)
    .where(is_unset(REFERRAL_ROW.c.incoming), REFERRAL_ROW.c.case.is_(None))
)


class RestoreQuestions(Asking):
    """What a restore has left to tell."""

    def restoration(self, device: DeviceId) -> Restoration | None:
        """Return the last restore of this desk's store; None if it never was restored."""
        rows = self._ask(_STAMP)
        if not rows:
            return None
        match codec.decode(rows[0][0]):
            case (int(at), int(made), int(row), str(kept)):
                values = {"row": row, "device": device, "hlc": at << COUNTER_BITS}
                return Restoration(
                    Moment(at),
                    Moment(made),
                    kept,
                    came_back=int(self._ask(_BACK, values)[0][0]),
                    lacking=int(self._ask(_LACKING, {"device": device})[0][0]),
                    without_file=int(self._ask(_WITHOUT_FILE)[0][0]),
                )
        return None
