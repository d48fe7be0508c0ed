"""What people see of pooled asks."""
