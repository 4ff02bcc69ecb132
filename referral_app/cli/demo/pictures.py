"""Which screens of the story are pictured, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from referral_app.cli.demo.cast import DESKS, YACOUB, YACOUB_2, YOUSSOUFIA, Cast
from referral_app.cli.demo.ledger import COUPON_AWAITED, IN_DANGER, OUTSIDE_BY_COUPON
from referral_app.cli.demo.places import Places
from referral_app.cli.demo.story import Teller
from referral_app.cli.documents import Json
from referral_app.domain.identifiers import Moment
from referral_app.services.ports.painter import Scene, Screen, Theme, Tongue
from referral_app.training.courses import COMPLETED, CROSSED, REFUSED

_Record = Callable[[Teller, Cast], bytes | None]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture; `file` is its name among the pictures."""

    cast: Cast
    screen: Screen
    record: bytes | None
    language: Tongue
    theme: Theme
    at: Moment
    name: str

    def scene(self, places: Places) -> Scene:
        """What the painter is asked."""
        return Scene(
            store=places.store(self.cast.key),
            passphrase=self.cast.hand.passphrase,
            user=self.cast.hand.label,
            at=self.at,
            screen=self.screen,
            record=self.record,
            language=self.language,
            theme=self.theme,
            file=places.pictures / self.name,
        )

    def entry(self, places: Places) -> Json:
        """What story.json says of it."""
        return {
            "file": places.name_of(places.pictures / self.name),
            "centre": self.cast.house.key,
            "desk": self.cast.key,
            "screen": self.screen,
            "record": self.record.hex() if self.record else None,
            "language": self.language,
            "theme": self.theme,
        }


def _nothing(_teller: Teller, _cast: Cast) -> None:
    return None


def _referral_that(course: str, *, sent: bool = True) -> _Record:
    def find(teller: Teller, cast: Cast) -> bytes | None:
        ours = (
            kept.id
            for kept in teller.ledger.referrals
            if kept.course == course and (kept.cast.house is cast.house) is sent
        )
        return next(ours, None)

    return find


def _case_that(course: str) -> _Record:
    def find(teller: Teller, cast: Cast) -> bytes | None:
        ours = (
            kept.case
            for kept in teller.ledger.referrals
            if kept.course == course and kept.cast.house is cast.house
        )
        return next(ours, None)

    return find


# One line a screen; each is pictured in French and in Arabic, light.
_SHOTS: Final[tuple[tuple[Cast, Screen, str, _Record], ...]] = (
    (YACOUB, "today", "", _nothing),
    (YACOUB, "cases", "", _nothing),
    (YACOUB, "case", "refused", _case_that(REFUSED.name)),
    (YACOUB, "case", "completed", _case_that(COMPLETED.name)),
    (YACOUB, "intake", "", _nothing),
    (YACOUB, "sent", "", _nothing),
    (YACOUB, "referral", "completed", _referral_that(COMPLETED.name)),
    (YACOUB, "referral", "crossed", _referral_that(CROSSED.name)),
    (YACOUB, "exchange", "", _nothing),
    (YACOUB, "directory", "", _nothing),
    (YACOUB, "telephone", "family", _referral_that(COUPON_AWAITED)),
    (YACOUB, "coupon", "family", _referral_that(COUPON_AWAITED)),
    (YACOUB, "paper", "", _nothing),
    (YACOUB, "team", "", _nothing),
    (YACOUB, "calendar", "", _nothing),
    (YACOUB, "statistics", "", _nothing),
    (YACOUB, "end_of_day", "", _nothing),
    (YACOUB_2, "today", "", _nothing),
    (YACOUB_2, "case", "family", _case_that(OUTSIDE_BY_COUPON)),
    (YACOUB_2, "slip", "family", _referral_that(OUTSIDE_BY_COUPON)),
    (YACOUB_2, "referral", "danger", _referral_that(IN_DANGER)),
    (YACOUB_2, "backup", "", _nothing),
    (YOUSSOUFIA, "today", "", _nothing),
    (YOUSSOUFIA, "received", "", _nothing),
    (YOUSSOUFIA, "referral", "refused", _referral_that(REFUSED.name, sent=False)),
)
_DARK: Final = ("today", "case", "received")
_CONTRAST: Final = ("today",)


def pictures_of(teller: Teller) -> list[Picture]:
    """Return the pictures to take of how the story ends.

    Those of one store stand together, and in it those of one look.
    """
    found = []
    for cast, screen, about, find in _SHOTS:
        record = find(teller, cast)
        if about and record is None:
            continue  # a short story may not hold this turn
        for language, theme in _looks(screen):
            parts = (cast.key, screen, about, language, "" if theme == "light" else theme)
            name = "_".join(part for part in parts if part) + ".png"
            found.append(Picture(cast, screen, record, language, theme, teller.clock.now(), name))
    casts = [cast.key for cast in DESKS]
    return sorted(
        found, key=lambda it: (casts.index(it.cast.key), it.theme != "light", it.theme, it.language)
    )


def _looks(screen: Screen) -> list[tuple[Tongue, Theme]]:
    looks: list[tuple[Tongue, Theme]] = [("fr", "light"), ("ar", "light")]
    if screen in _DARK:
        looks.append(("fr", "dark"))
    if screen in _CONTRAST:
        looks.append(("ar", "contrast"))
    return looks
