"""The page of the log of who read what."""
