"""Office calendar of Taiwan (行政機關辦公日曆表): which days are free, and how long work waits."""
