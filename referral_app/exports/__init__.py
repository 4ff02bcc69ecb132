"""What leaves on paper or in files: page layouts as data, which a painter draws."""
