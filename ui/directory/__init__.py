"""The page of the directory of outside services."""
