"""A real store of every release: each opens for ever."""
