"""The page on which an answer of an outside service is written down."""
