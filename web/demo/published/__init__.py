"""What the demo has in place of what authorities publish."""
