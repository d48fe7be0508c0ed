"""What an invented company's quarter looks like when its questions are placed in different ways."""
