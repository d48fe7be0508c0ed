"""Pinchpoint: a Slack bot for micro-mentoring."""
