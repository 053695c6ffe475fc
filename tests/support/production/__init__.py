"""The whole service in production shape: every process of its own, and the persons who use it."""
