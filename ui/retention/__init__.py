"""Terms, and what is past them."""
