"""The first start: found a centre, join by invitation, or look around."""
