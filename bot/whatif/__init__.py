"""What if: the last three months once more under other settings, or an invented workforce before a launch."""
