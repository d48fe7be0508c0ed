"""A local stand-in for Slack at the HTTP boundary. It imports nothing of the app, and could ship alone."""
