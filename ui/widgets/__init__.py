"""Widgets of the house: each takes the window's `Ui` and paints itself from its tokens."""
