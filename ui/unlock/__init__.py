"""Opening a store that is locked."""
