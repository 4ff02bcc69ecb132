"""What a worker does, one function per intention."""
