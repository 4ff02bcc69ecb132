"""The page of the end of the day: what is still open, each line with its act."""
