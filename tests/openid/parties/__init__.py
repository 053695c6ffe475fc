"""Stock relying parties, each signing in through the real endpoints."""
