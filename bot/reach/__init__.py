"""Invitations to ask a first question, in random halves, and the difference that they make."""
