"""Sessions: a time found, prepared, met, and wrapped up."""
