"""What every package may use: errors, trace ids, time zone, back-off, sealing, paging."""
