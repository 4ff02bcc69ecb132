"""The work's own words: case, need, referral, consent, centre, staff, and what each fact means."""
