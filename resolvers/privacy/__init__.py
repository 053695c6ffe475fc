"""Use cases for personal data: erase, export."""
