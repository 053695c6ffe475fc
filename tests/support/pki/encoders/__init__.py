"""Messages of other encoders, ways to break them, and the table of what is said of them."""
