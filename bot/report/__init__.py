"""Every figure of a period in one place, for managers and for other programs."""
