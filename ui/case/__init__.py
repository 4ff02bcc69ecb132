"""A file: its needs and their referrals, what happened, and the forms that add to it."""
