-- The first condition on the time lets DuckDB skip row groups, the second is exact.
SELECT
    ts_ms * 1000 + sub_us AS ts_us,
    bid,
    bid + spread AS ask,
    bid_volume_10k * 10000 + bid_volume_rest AS bid_volume,
    ask_volume_10k * 10000 + ask_volume_rest AS ask_volume
FROM tick_store
WHERE instrument_id = $instrument_id
    AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    AND ts_ms * 1000 + sub_us >= $from_us
    AND ts_ms * 1000 + sub_us < $to_us
ORDER BY ts_ms, sub_us, seq
