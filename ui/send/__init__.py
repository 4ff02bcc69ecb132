"""Sending a need to another centre: what leaves, to whom, under which consent."""
