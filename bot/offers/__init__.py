"""An ask put before one expert at a time, until somebody says yes."""
