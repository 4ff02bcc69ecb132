"""Native charts of a workbook, drawn from the cells of its tables; mirrored for Arabic."""

from __future__ import annotations

from typing import Any, Final

COLOURS: Final = ("0E5A57", "B5651D", "6B8E8A", "D9A441", "8C4A5B", "4F5D62")
MOST: Final = 10
"""Bars of a chart: more are not read."""
WIDTH, HEIGHT = 20.5, 8.4
"""Of a chart, in centimetres: three stand on a page."""


def bar_chart(
    sheet: Any, title: str, area: tuple[int, int, int, int], *, right_to_left: bool, upright: bool
) -> Any:
    """Make a chart of the cells in `area`: head row, last row, first and last column of numbers.

    Labels stand in the first column; several columns are stacked.
    """
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.label import DataLabelList

    head, last, first_column, last_column = area
    chart = BarChart()
    chart.type = "col" if upright else "bar"
    several = last_column > first_column
    chart.grouping, chart.overlap = ("stacked", 100) if several else ("clustered", 0)
    chart.gapWidth = 40
    data = Reference(sheet, min_col=first_column, max_col=last_column, min_row=head, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    for series, color in zip(chart.series, COLOURS, strict=False):
        series.graphicalProperties.solidFill = color
        series.graphicalProperties.line.solidFill = color
    _title(chart, title)
    _axes(chart, right_to_left=right_to_left, upright=upright)
    if several:
        chart.legend.position = "b"
    else:
        chart.legend = None
        shown = {"showVal": True, "dLblPos": "outEnd", "txPr": _letters(800)}
        hidden = ("showSerName", "showCatName", "showLegendKey", "showPercent")
        chart.dataLabels = DataLabelList(**shown, **dict.fromkeys(hidden, False))
    chart.width, chart.height = WIDTH, HEIGHT
    return chart


def _title(chart: Any, title: str) -> None:
    from openpyxl.chart.text import Text
    from openpyxl.chart.title import Title

    rich = _letters(1100, bold=True, color="0E5A57")
    rich.p[0].r = [_run(title, rich.p[0].pPr.defRPr)]
    rich.p[0].endParaRPr = None
    chart.title = Title(tx=Text(rich=rich), overlay=False)


def _run(text: str, letters: Any) -> Any:
    from openpyxl.drawing.text import RegularTextRun

    return RegularTextRun(rPr=letters, t=text)


def _letters(size: int, *, bold: bool = False, color: str = "1D2A2E") -> Any:
    """How the letters of a part look; `size` in hundredths of a point."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

    look = CharacterProperties(sz=size, b=bold, solidFill=color)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


def _axes(chart: Any, *, right_to_left: bool, upright: bool) -> None:
    categories, values = chart.x_axis, chart.y_axis
    # Without this LibreOffice and newer Excel show no axes at all.
    categories.delete = values.delete = False
    values.majorGridlines = None
    values.scaling.min = 0
    values.number_format = "#,##0"
    categories.txPr = values.txPr = _letters(800)
    categories.tickLblSkip = 1
    if upright:
        # Read from the right: the first column stands there, and the scale beside it.
        categories.scaling.orientation = "maxMin" if right_to_left else "minMax"
        values.crosses = "max" if right_to_left else "autoZero"
        return
    # Bars lie from the side where reading begins, the first of them at the top.
    categories.scaling.orientation = "maxMin"
    values.scaling.orientation = "maxMin" if right_to_left else "minMax"
    values.crosses = "max"
    values.delete = True
