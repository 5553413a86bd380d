"""What the numbers mean: pure rules, without I/O and without a clock."""
