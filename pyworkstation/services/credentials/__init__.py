"""The life of a secret: set, read by who may, judged, rotated, deleted. Every access is noted, no value ever is."""
