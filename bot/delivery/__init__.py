"""What must be said to whom and when: the outbox, and the worker that empties it into Slack."""
