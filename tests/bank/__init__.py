"""The commands of the internal bank."""
