"""The bytes of a workbook: the same for the same content, whenever and wherever it is written."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from referral_app.domain.identifiers import Moment

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16


def packed(book: Any, made: Moment) -> bytes:
    """Return a workbook as bytes that say nothing of this machine or of this minute."""
    from openpyxl.writer.excel import ExcelWriter

    moment = datetime.fromtimestamp(made / 1000, UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = moment
    raw = BytesIO()
    # Not `book.save`: it writes the time of the machine into the properties.
    with ZipFile(raw, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return _repacked(raw)


def _repacked(raw: BytesIO) -> bytes:
    done = BytesIO()
    with ZipFile(raw) as old, ZipFile(done, "w") as new:
        for entry in old.infolist():
            info = ZipInfo(entry.filename, _EARLIEST)
            info.compress_type, info.external_attr = ZIP_DEFLATED, _READABLE
            info.create_system = 0
            new.writestr(info, old.read(entry))
    return done.getvalue()
