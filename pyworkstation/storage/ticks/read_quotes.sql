-- Of many instruments in one order of time. The first condition on the time lets DuckDB skip row groups, the second is exact.
SELECT
    instrument_id,
    ts_ms * 1000 + sub_us AS ts_us,
    bid,
    bid + spread AS ask
FROM tick_store
WHERE instrument_id IN (SELECT unnest($instrument_ids))
    AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    AND ts_ms * 1000 + sub_us >= $from_us
    AND ts_ms * 1000 + sub_us < $to_us
ORDER BY ts_ms, sub_us, instrument_id, seq
