"""What the services and the exchange need from the parts that are plugged in."""
