"""Use cases of the review: the automatic decision, the queue, claims, decisions."""
