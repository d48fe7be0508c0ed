"""Proofs of reliability that are measured rather than tested."""
