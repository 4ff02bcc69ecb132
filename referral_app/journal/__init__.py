"""Facts: strict codec, signed commits, heads and gaps, logical clock, merge rules and fold."""
