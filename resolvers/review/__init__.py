"""Use cases for reviews: automatic decision, queue, claims, decisions."""
