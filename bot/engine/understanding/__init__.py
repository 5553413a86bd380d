"""Pure helpers of understanding: text to features, features to scores, scores to a decision."""
