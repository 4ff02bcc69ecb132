"""One referral: what was asked, where it stands, and what can be done now."""
