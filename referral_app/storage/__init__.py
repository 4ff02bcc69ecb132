"""The encrypted store of a desk."""
