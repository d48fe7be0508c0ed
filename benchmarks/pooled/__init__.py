"""How near questions are that belong together, beside questions of the same topic that do not."""
