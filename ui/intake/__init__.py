"""Opening a file: one page from consent to referral."""
