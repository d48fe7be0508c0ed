"""The playground’s web page and what it talks to: live view, clock, outbox, inspector, journeys."""
