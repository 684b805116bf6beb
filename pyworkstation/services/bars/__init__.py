"""Bars from stored ticks, and the cache in front of them."""
