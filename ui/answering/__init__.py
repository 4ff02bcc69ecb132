"""Answering a referral: acts, their fields, and the panel that holds them."""
