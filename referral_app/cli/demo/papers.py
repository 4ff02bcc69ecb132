"""The papers of the story: slips as PDF, where there is a painter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from referral_app.bootstrap.vocabularies import vocabularies
from referral_app.cli.demo.ledger import Paper
from referral_app.cli.demo.places import Places
from referral_app.cli.documents import Json
from referral_app.exports.slip import slip
from referral_app.exports.words import Words
from referral_app.exports.writing import write_export
from referral_app.language import Code, Language
from referral_app.services.ports.painter import Painter

_LANGUAGES: Final[tuple[Code, ...]] = ("fr", "ar")


def print_papers(papers: Sequence[Paper], painter: Painter, places: Places) -> list[Json]:
    """Print each slip in French and in Arabic; return what story.json says of them.

    Raises UnavailableError when a file cannot be written.
    """
    return [_printed(paper, code, painter, places) for paper in papers for code in _LANGUAGES]


def _printed(paper: Paper, code: Code, painter: Painter, places: Places) -> Json:
    words = Words(Language(code), vocabularies())
    document = slip(paper.paper, words, painter.ruler, name_line=True)
    file = places.papers / f"{paper.name}_{code}.pdf"
    write_export(file, painter.pdf(document))
    return {"file": places.name_of(file), "kind": "slip", "language": code}
