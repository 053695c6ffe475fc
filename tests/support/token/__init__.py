"""SoftHSM in tests, and a module around it that counts the tries of a PIN as a card does."""
