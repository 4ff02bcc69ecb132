"""Today: what breaks next, what arrived, how the exchange stands."""
