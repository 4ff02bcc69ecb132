"""Backups of this desk: made, checked, and where they lie."""
