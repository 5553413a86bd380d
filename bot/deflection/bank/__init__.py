"""The internal bank: it finances first, the contact pattern changes next, and budgets are cut only after."""
