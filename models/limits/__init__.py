"""Rate limits: the table of limits and the limiter."""
