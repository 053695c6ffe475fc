"""Taiwan's office calendar (行政機關辦公日曆表): which days are free, and what waiting means by it."""
