"""Composes the rooms into one running house: each part is opened here, and closed in the opposite order."""
