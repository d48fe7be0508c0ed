"""The program area: topics, settings, and who may change them."""
