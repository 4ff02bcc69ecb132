"""The centre's calendar: hours, holidays, Ramadan, closures, limits."""
