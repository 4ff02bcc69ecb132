"""Language, look, and where things are."""
