"""The look as data: colours of each scheme, sizes of type, space and corners.

Text pairs reach a contrast of 4.5, borders of fields and the focus ring 3.0 (WCAG 2.2, 1.4.3 and
1.4.11); `tests/ui/test_tokens.py` measures every pair.
"""

# No annotations as text here: a named tuple would compile each of its three dozen.
from enum import Enum
from typing import Final, NamedTuple

PRODUCT_NAME: Final = "Jisr · جسر"
PRODUCT_LATIN: Final = "Jisr"
PRODUCT_ARABIC: Final = "جسر"


class Scheme(Enum):
    """A set of colours that a person can choose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Kind(Enum):
    """What a colour says about the thing it marks."""

    LATE = "late"
    SOON = "soon"
    OK = "ok"
    NEUTRAL = "neutral"
    BRAND = "brand"


class Text(Enum):
    """A rank of type: points, whether it is bold, whether it holds digits alone."""

    SMALL = (9.0, False, False)
    SMALL_BOLD = (9.0, True, False)
    COUNT = (9.0, True, True)
    BASE = (10.5, False, False)
    BASE_BOLD = (10.5, True, False)
    SECTION = (12.5, True, False)
    NAME = (15.0, True, False)
    TITLE = (20.0, True, False)
    NUMBER = (20.0, True, True)

    @property
    def points(self) -> float:
        """Size at a scale of 1."""
        return self.value[0]

    @property
    def bold(self) -> bool:
        """Whether weight carries rank here."""
        return self.value[1]

    @property
    def digits(self) -> bool:
        """Whether only Western digits stand here, so that lines need no room for Arabic marks."""
        return self.value[2]


class Colours(NamedTuple):
    """The colours of one scheme, as `#RRGGBB`."""

    ground: str
    surface: str
    raised: str
    hover: str
    ink: str
    muted: str
    faint: str
    """Text of a field that is switched off: exempt from contrast rules, still readable."""
    line: str
    """Decoration only."""
    edge: str
    """Borders of fields and of points that are still ahead."""
    soft: str
    """Borders of buttons, whose words already say what they are."""
    brand: str
    brand_hover: str
    on_brand: str
    tint: str
    accent: str
    late: str
    late_ground: str
    soon: str
    soon_ground: str
    ok: str
    ok_ground: str
    neutral: str
    neutral_ground: str
    rail: str
    rail_text: str
    rail_chosen: str
    rail_strong: str
    badge: str
    on_badge: str
    training: str
    training_ground: str
    focus: str


LIGHT: Final = Colours(
    ground="#F6F4EF",
    surface="#FFFFFF",
    raised="#FBFAF7",
    hover="#F3F0E9",
    ink="#1D2A2E",
    muted="#5A686D",
    faint="#8B9599",
    line="#E1DCD2",
    edge="#868A89",
    soft="#CFC9BC",
    brand="#0E5A57",
    brand_hover="#0B4A48",
    on_brand="#FFFFFF",
    tint="#E3EFED",
    accent="#B5651D",
    late="#A8322A",
    late_ground="#FBE9E6",
    soon="#8A5A00",
    soon_ground="#FBF0DA",
    ok="#256B45",
    ok_ground="#E3F2E8",
    neutral="#4F5D62",
    neutral_ground="#ECE7DB",
    rail="#0C3F3E",
    rail_text="#D7E7E4",
    rail_chosen="#14615D",
    rail_strong="#FFFFFF",
    badge="#F2BD5E",
    on_badge="#2B2008",
    training="#FFFFFF",
    training_ground="#5B3C99",
    focus="#0E5A57",
)

DARK: Final = Colours(
    ground="#12181A",
    surface="#1A2225",
    raised="#20292C",
    hover="#232D31",
    ink="#E9E6DF",
    muted="#A2AFB2",
    faint="#6F7C80",
    line="#2E393D",
    edge="#6B7A7F",
    soft="#3D4A4F",
    brand="#5CC0B5",
    brand_hover="#74D0C6",
    on_brand="#06201F",
    tint="#173534",
    accent="#E6A15C",
    late="#FF9B8F",
    late_ground="#3A1D1A",
    soon="#F2C063",
    soon_ground="#37290E",
    ok="#7FD3A0",
    ok_ground="#14301F",
    neutral="#B9C3C5",
    neutral_ground="#283235",
    rail="#0B2625",
    rail_text="#BFD6D2",
    rail_chosen="#184543",
    rail_strong="#FFFFFF",
    badge="#F2BD5E",
    on_badge="#2B2008",
    training="#F1EAFF",
    training_ground="#4A3180",
    focus="#5CC0B5",
)

CONTRAST: Final = Colours(
    ground="#000000",
    surface="#000000",
    raised="#000000",
    hover="#1F1F1F",
    ink="#FFFFFF",
    muted="#F0F0F0",
    faint="#A8A8A8",
    line="#FFFFFF",
    edge="#FFFFFF",
    soft="#FFFFFF",
    brand="#7FFFF0",
    brand_hover="#B8FFF7",
    on_brand="#000000",
    tint="#003A36",
    accent="#FFC078",
    late="#FFB3AA",
    late_ground="#3D0000",
    soon="#FFE066",
    soon_ground="#332B00",
    ok="#8CFFB0",
    ok_ground="#00330F",
    neutral="#FFFFFF",
    neutral_ground="#2B2B2B",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_chosen="#003A36",
    rail_strong="#7FFFF0",
    badge="#FFE066",
    on_badge="#000000",
    training="#FFFFFF",
    training_ground="#5B2FB0",
    focus="#FFE066",
)

COLOURS: Final = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}

SCALES: Final = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
"""Font scales on offer; one factor reaches text, icons and space alike."""

SPACE_4: Final = 4
SPACE_8: Final = 8
SPACE_12: Final = 12
SPACE_16: Final = 16
SPACE_24: Final = 24
RADIUS_BUTTON: Final = 7
RADIUS_PILL: Final = 9
RADIUS_CARD: Final = 10
ICON: Final = 18
FOCUS: Final = 2
