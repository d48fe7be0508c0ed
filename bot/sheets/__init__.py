"""Sign-up sheets: once a month experts offer times in a channel, and members take one with a question."""
