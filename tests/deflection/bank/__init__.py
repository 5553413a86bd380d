"""The internal bank's rules, reckoned by hand."""
