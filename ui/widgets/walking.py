"""Walking through widgets by arrows, Home and End, and the order of Tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QWidget


def walk(items: Sequence[QWidget], event: QKeyEvent) -> bool:
    """Give the keyboard to the item that the key leads to; False if it leads to none."""
    here = next((i for i, item in enumerate(items) if item.hasFocus()), None)
    last = len(items) - 1
    goals = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
    if here is not None:
        goals |= {Qt.Key.Key_Down: min(here + 1, last), Qt.Key.Key_Up: max(here - 1, 0)}
    goal = goals.get(Qt.Key(event.key()))
    if goal is None or not items:
        return False
    items[goal].setFocus(Qt.FocusReason.TabFocusReason)
    return True


def tab_through(stops: Sequence[QWidget]) -> None:
    """Let Tab come to these one after the other, in the place of the first."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def stops_within(layout: QLayout) -> Iterator[QWidget]:
    """What Tab can reach in a layout and in what stands in it, in the order in which it stands."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget = item.widget()
        inner = item.layout() if widget is None else widget.layout()
        if widget is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        elif inner is not None:
            yield from stops_within(inner)


def tab_in_place(holder: QWidget, stops: Sequence[QWidget]) -> None:
    """Let Tab come to these where `holder` stands: what is made late would be reached last."""
    before = holder.previousInFocusChain()
    while before is not None and before is not holder:
        within = before.isAncestorOf(holder) or holder.isAncestorOf(before)
        if not within and before.focusPolicy() != Qt.FocusPolicy.NoFocus:
            tab_through([before, *stops])
            return
        before = before.previousInFocusChain()
