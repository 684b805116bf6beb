"""Ticks as Parquet files that other programs read."""
