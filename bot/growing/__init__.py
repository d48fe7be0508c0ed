"""Growing on: after their last session both are asked in private, and only two yeses reveal anything."""
