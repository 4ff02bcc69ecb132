"""The page "statistics": a month's figures, frozen and exported by the supervisor."""
