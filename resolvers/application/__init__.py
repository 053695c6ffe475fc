"""Use cases for applicants: apply, correct, bind a card, follow the case, activate."""
