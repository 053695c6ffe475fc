"""Use cases of an applicant: apply, correct, bind a card, follow the case, activate."""
