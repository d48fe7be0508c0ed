"""App Home, composed of the features' parts, and the command `/mentoring`."""
