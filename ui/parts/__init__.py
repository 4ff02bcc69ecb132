"""Pieces that several screens share and that know the work: sections, needs, persons, requests."""
