"""What ticks are worth, stored or still in files."""
