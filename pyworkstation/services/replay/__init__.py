"""Replay of stored ticks at any speed, through the same engine that live ticks will take."""
