"""The card component on the loopback interface: its protocol, readers, cards and page."""
