"""Everything Rasa: how a message is understood and which action answers it; Python 3.10."""
