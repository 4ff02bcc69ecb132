"""Backups: one encrypted file, written whole or not at all, checked, and put back."""
