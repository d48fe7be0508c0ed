"""Pooled asks: several who wait with the same question share one session with one expert."""
