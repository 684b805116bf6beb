"""From files that a request names to stored ticks."""
