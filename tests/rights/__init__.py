"""Who may see what: one world, a door to each of Alice's things, and the table of rights."""
