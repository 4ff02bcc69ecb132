"""The few rules that Qt's own controls need beside the palette.

Our own widgets paint themselves; here stand fields, lists, tables, menus and scroll bars.
Lengths come from the theme, text has no height.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template
from typing import Final

from ui.tokens import Colours

_RULES: Final = Template("""
QLineEdit, QTextEdit, QSpinBox {
  background: $raised; color: $ink; border: 1px solid $edge; border-radius: $r7;
  padding: $v6 $p10; placeholder-text-color: $muted;
  selection-background-color: $brand; selection-color: $on_brand;
}
QLineEdit:focus, QTextEdit:focus, QSpinBox:focus {
  border: 2px solid $focus; padding: $v5 $p9;
}
QLineEdit:disabled, QTextEdit:disabled { color: $faint; border-color: $line; }
QLineEdit[wrong="true"], QTextEdit[wrong="true"] { border: 2px solid $late; padding: $v5 $p9; }
QLineEdit[search="true"] { background: $surface; padding: $v8 $p10; }
QLineEdit[search="true"]:focus { padding: $v7 $p9; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: $p10; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $p10; margin: 0; }
QScrollBar::handle { background: $soft; border-radius: $r4; margin: 2px; }
QScrollBar::handle:vertical { min-height: $p24; }
QScrollBar::handle:horizontal { min-width: $p24; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: transparent; width: 0; height: 0;
}
QToolTip { background: $ink; color: $surface; border: 1px solid $ink; padding: $p4 $p8; }
QMenu { background: $surface; color: $ink; border: 1px solid $edge; padding: $p4; }
QMenu::item { padding: $v6 $p16; border-radius: $r4; }
QMenu::item:selected { background: $tint; color: $brand; }
QMenu::item:disabled { color: $faint; }
QListView, QTreeView, QTableView {
  background: $surface; alternate-background-color: $surface; color: $ink;
  border: 1px solid $line; border-radius: $r10; padding: 4px; outline: 0;
  selection-background-color: $tint; selection-color: $ink; gridline-color: $line;
}
QListView:focus, QTreeView:focus, QTableView:focus { border: 2px solid $focus; padding: 3px; }
QListView[popup="true"] { border: 1px solid $edge; border-radius: 0; padding: 0; }
QListView::item { padding: $v6 $p8; border-radius: $r4; }
QListView::item:selected { background: $tint; color: $ink; }
QTableView::item { padding: $v6 $p8; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $tint; color: $ink; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
  background: $surface; color: $muted; padding: $v6 $p11;
  border: none; border-bottom: 1px solid $line;
}
QProgressBar {
  background: $neutral_ground; border: none; border-radius: $r4; max-height: $p8;
}
QProgressBar::chunk { background: $brand; border-radius: $r4; }
QDialog { background: $ground; }
""")


def stylesheet(colours: Colours, px: Callable[[float], int], pad: Callable[[float], int]) -> str:
    """The rules in these colours; `px` scales a length, `pad` one above and below text."""
    lengths = {f"p{size}": f"{px(size)}px" for size in (4, 5, 6, 7, 8, 9, 10, 11, 16, 24)}
    lengths |= {f"v{size}": f"{pad(size)}px" for size in (5, 6, 7, 8)}
    lengths |= {f"r{size}": f"{px(size)}px" for size in (4, 7, 10)}
    names = {name: getattr(colours, name) for name in Colours.__dataclass_fields__}
    return _RULES.substitute(names | lengths)
