"""What people see of flash events."""
