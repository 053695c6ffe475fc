"""The account, its control number, its creation and the import of existing accounts."""
