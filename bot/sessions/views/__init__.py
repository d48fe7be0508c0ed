"""What sessions look like: cards, forms, messages around the meeting, wrap-ups, calendar files."""
