"""How operators make the bot better: examples from misunderstood messages, written where people keep them."""
