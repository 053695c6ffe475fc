"""Use cases for members: lapsing, leaving, ending by staff, access for the mailbox, identity."""
