"""What people see of sign-up sheets."""
