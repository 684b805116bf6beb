"""The cache of bars."""
