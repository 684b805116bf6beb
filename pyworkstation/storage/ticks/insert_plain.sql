-- The positional join keeps DuckDB from inserting in parallel, which takes half as much processor time again: the other
-- core reads the next ticks meanwhile.
INSERT INTO plain_ticks
SELECT
    instrument_id,
    import_id,
    ts_ms,
    bid,
    spread,
    bid_volume_10k,
    ask_volume_10k
FROM fresh
POSITIONAL JOIN fresh_ids
