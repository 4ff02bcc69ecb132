"""Identity, membership, envelopes, state vectors and rounds."""
