"""Referrals received, sent and to be checked."""
