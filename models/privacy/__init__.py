"""What is erased with what, when its time is over."""
