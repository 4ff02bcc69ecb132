"""The few rules that Qt's own controls need beside the palette.

Our own widgets paint themselves; here stand fields, lists, tables, menus and scroll bars.
Lengths come from the theme, text has no height.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ui.tokens import Colours

_RULES: Final = """
QLineEdit, QTextEdit, QSpinBox {
  background: %(raised)s; color: %(ink)s; border: 1px solid %(edge)s; border-radius: %(r7)s;
  padding: %(p6)s %(p10)s; placeholder-text-color: %(muted)s;
  selection-background-color: %(brand)s; selection-color: %(on_brand)s;
}
QLineEdit:focus, QTextEdit:focus, QSpinBox:focus {
  border: 2px solid %(focus)s; padding: %(p5)s %(p9)s;
}
QLineEdit:disabled, QTextEdit:disabled { color: %(faint)s; border-color: %(line)s; }
QLineEdit[wrong="true"], QTextEdit[wrong="true"] {
  border: 2px solid %(late)s; padding: %(p5)s %(p9)s;
}
QLineEdit[search="true"] { background: %(surface)s; padding: %(p8)s %(p10)s; }
QLineEdit[search="true"]:focus { padding: %(p7)s %(p9)s; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: %(p10)s; margin: 0; }
QScrollBar:horizontal { background: transparent; height: %(p10)s; margin: 0; }
QScrollBar::handle { background: %(soft)s; border-radius: %(r4)s; margin: 2px; }
QScrollBar::handle:vertical { min-height: %(p24)s; }
QScrollBar::handle:horizontal { min-width: %(p24)s; }
QScrollBar::handle:hover { background: %(edge)s; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: transparent; width: 0; height: 0;
}
QToolTip {
  background: %(ink)s; color: %(surface)s; border: 1px solid %(ink)s; padding: %(p4)s %(p8)s;
}
QMenu { background: %(surface)s; color: %(ink)s; border: 1px solid %(edge)s; padding: %(p4)s; }
QMenu::item { padding: %(p6)s %(p16)s; border-radius: %(r4)s; }
QMenu::item:selected { background: %(tint)s; color: %(brand)s; }
QMenu::item:disabled { color: %(faint)s; }
QListView, QTreeView, QTableView {
  background: %(surface)s; alternate-background-color: %(surface)s; color: %(ink)s;
  border: 1px solid %(line)s; border-radius: %(r10)s; padding: 4px; outline: 0;
  selection-background-color: %(tint)s; selection-color: %(ink)s; gridline-color: %(line)s;
}
QListView:focus, QTreeView:focus, QTableView:focus { border: 2px solid %(focus)s; padding: 3px; }
QListView[popup="true"] { border: 1px solid %(edge)s; border-radius: 0; padding: 0; }
QListView::item { padding: %(p6)s %(p8)s; border-radius: %(r4)s; }
QListView::item:selected { background: %(tint)s; color: %(ink)s; }
QTableView::item { padding: %(p6)s %(p8)s; border-bottom: 1px solid %(line)s; }
QTableView::item:selected { background: %(tint)s; color: %(ink)s; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
  background: %(surface)s; color: %(muted)s; padding: %(p6)s %(p11)s;
  border: none; border-bottom: 1px solid %(line)s;
}
QProgressBar {
  background: %(neutral_ground)s; border: none; border-radius: %(r4)s; max-height: %(p8)s;
}
QProgressBar::chunk { background: %(brand)s; border-radius: %(r4)s; }
QDialog { background: %(ground)s; }
"""


def stylesheet(colours: Colours, px: Callable[[float], int]) -> str:
    """The rules in these colours; `px` scales a length."""
    lengths = {f"p{size}": f"{px(size)}px" for size in (4, 5, 6, 7, 8, 9, 10, 11, 16, 24)}
    lengths |= {f"r{size}": f"{px(size)}px" for size in (4, 7, 10)}
    return _RULES % (colours._asdict() | lengths)
