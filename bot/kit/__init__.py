"""What every feature stands on: time, storage, Slack, forms. It knows no feature."""
