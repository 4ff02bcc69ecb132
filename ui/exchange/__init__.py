"""Exchanging with other centres by folder or stick, and inviting them."""
