"""The public door: chat API, pages, links and receipts; nothing personal gets past it unmasked."""
