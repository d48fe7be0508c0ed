"""Flash events: people who ask rotate through short talks with several who help."""
