"""Putting a backup in place, before any store is open."""
