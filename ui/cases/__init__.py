"""The list of files: found while typing, paged as it scrolls."""
