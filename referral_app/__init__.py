"""Referrals between social centres: everything but the windows."""

__version__ = "0.1.0"
