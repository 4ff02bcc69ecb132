"""The commune's hub: keeps sealed envelopes that it cannot read, and may lose (design.md 5)."""
