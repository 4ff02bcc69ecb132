"""Ratios against a floor, measured in one run: machines differ, ratios travel."""
