"""Reads what other systems say of contacts: good rows as they are booked, bad ones with a reason."""
