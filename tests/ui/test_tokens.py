from __future__ import annotations

import pytest

from ui.tokens import COLOURS, Colours, Scheme

TEXT_PAIRS = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "raised"),
    ("ink", "hover"),
    ("ink", "tint"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("muted", "hover"),
    ("brand", "ground"),
    ("brand", "surface"),
    ("brand", "hover"),
    ("brand", "tint"),
    ("on_brand", "brand"),
    ("on_brand", "brand_hover"),
    ("late", "late_ground"),
    ("late", "surface"),
    ("soon", "soon_ground"),
    ("soon", "surface"),
    ("ok", "ok_ground"),
    ("ok", "surface"),
    ("neutral", "neutral_ground"),
    ("neutral", "surface"),
    ("ink", "late_ground"),
    ("ink", "soon_ground"),
    ("ink", "ok_ground"),
    ("surface", "late"),
    ("rail_text", "rail"),
    ("rail_strong", "rail_chosen"),
    ("on_badge", "badge"),
    ("training", "training_ground"),
]
SHAPE_PAIRS = [
    ("edge", "ground"),
    ("edge", "surface"),
    ("edge", "raised"),
    ("focus", "ground"),
    ("focus", "surface"),
    ("focus", "raised"),
    ("focus", "hover"),
    ("rail_strong", "rail"),
    ("accent", "surface"),
    ("late", "raised"),
    ("badge", "rail"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", COLOURS)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme: Scheme, text: str, ground: str) -> None:
    colours = COLOURS[scheme]
    least = 7.0 if scheme is Scheme.CONTRAST else 4.5
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= least


@pytest.mark.parametrize("scheme", COLOURS)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_borders_and_rings_can_be_seen(scheme: Scheme, shape: str, ground: str) -> None:
    colours = COLOURS[scheme]
    assert contrast(getattr(colours, shape), getattr(colours, ground)) >= 3.0


@pytest.mark.parametrize("colours", COLOURS.values())
def test_every_colour_is_a_colour(colours: Colours) -> None:
    for value in colours:
        assert value.startswith("#")
        assert len(value) == 7
        assert int(value[1:], 16) >= 0
