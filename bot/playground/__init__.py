"""A local stand-in for Slack, and its web page: for tests and for trying the app without a workspace."""
