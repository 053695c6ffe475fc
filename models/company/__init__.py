"""A company's facts, how they are compared, and Taiwan's postal districts."""
