"""A thank-you becomes a story that others may read: both agree to the final words, either takes it back."""
