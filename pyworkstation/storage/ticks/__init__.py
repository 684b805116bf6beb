"""Stored ticks: how they are packed, written, read, counted by hour and compacted."""
