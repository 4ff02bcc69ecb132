"""`demo`: the story of two centres, told on real parts, which checks itself at the end."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.cli.arguments import DemoAsked
from referral_app.cli.demo.papers import print_papers
from referral_app.cli.demo.pictures import pictures_of
from referral_app.cli.demo.places import STORY, Places
from referral_app.cli.demo.story import Teller
from referral_app.cli.demo.summary import story, verify
from referral_app.cli.documents import Json
from referral_app.errors import RefusedError
from referral_app.language import Language, isolate
from referral_app.services.ports.painter import StoryPainter


@dataclass(frozen=True, slots=True)
class Told:
    """A story that was told."""

    document: Json
    places: Places

    def summary(self, language: Language) -> str:
        """Return one line: how much there is, and where."""
        _, figures = language.gettext, self.document["figures"]
        return _(
            "Story told: {cases} coded files, {referrals} referrals, {pictures} pictures."
            " Everything stands in {file}"
        ).format(
            cases=figures["cases"],
            referrals=figures["referrals"],
            pictures=len(self.document["pictures"]),
            file=isolate(str(self.places.root / STORY)),
        )

    def require_agreement(self) -> None:
        """Raise RefusedError unless both centres show the same."""
        if not self.document["verified"]["agreed"]:
            raise RefusedError("cli.story_disagrees")


def tell_story(asked: DemoAsked, painter: StoryPainter | None) -> Told:
    """Tell the story into `asked.output`, with pictures where there is a painter.

    Raises RefusedError when the folder holds other things, NoRoomError.
    """
    places = Places.prepare(asked.output)
    teller = Teller(asked, places)
    began = teller.clock.now()
    try:
        teller.tell()
        document = story(asked, teller, began, verify(teller))
    finally:
        teller.stage.close()
    places.write(document)
    if painter is not None:
        document["papers"] = print_papers(teller.ledger.papers, painter.pages, places)
        # The desks are closed: the painter opens them as a person would.
        pictures = pictures_of(teller)
        painter.paint([picture.scene(places) for picture in pictures])
        document["pictures"] = [picture.entry(places) for picture in pictures]
        places.write(document)
    return Told(document, places)
