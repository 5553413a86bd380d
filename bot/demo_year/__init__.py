"""A plausible year of an invented town, with known truths that a report must find again."""
