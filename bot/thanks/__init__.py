"""What came of a session: the thank-you, and whether it unblocked the mentee."""
