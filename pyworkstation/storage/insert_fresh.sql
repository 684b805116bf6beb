-- The positional join keeps DuckDB from inserting in parallel, which takes half as much processor time again: the other
-- core reads the next ticks meanwhile.
INSERT INTO tick_store
SELECT
    $instrument_id AS instrument_id,
    import_id,
    ts_ms,
    sub_us,
    seq,
    bid,
    spread,
    bid_volume_10k,
    bid_volume_rest,
    ask_volume_10k,
    ask_volume_rest
FROM fresh
POSITIONAL JOIN fresh_seq
