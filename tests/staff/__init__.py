"""Tests of staff: invitations, confirmations, and the commands of the operator."""
