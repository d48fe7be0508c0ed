"""A quarter lived through once more: no table, no Slack, and the same answer for the same input."""
