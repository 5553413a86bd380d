"""What may be booked in the internal bank and how it is told, for the command line and the console alike."""
