INSERT INTO replaced_ticks BY NAME
SELECT
    $import_id AS replaced_by,
    true AS is_plain,
    instrument_id,
    import_id,
    ts_ms,
    0 AS sub_us,
    0 AS seq,
    bid,
    spread,
    bid_volume_10k,
    0 AS bid_volume_rest,
    ask_volume_10k,
    0 AS ask_volume_rest
FROM plain_ticks
WHERE instrument_id = $instrument_id
    AND import_id NOT IN (
        SELECT id FROM imports WHERE run_id = $run_id
        UNION ALL
        SELECT id FROM unfinished_imports WHERE run_id = $run_id
    )
    AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    AND ts_ms * 1000 BETWEEN $from_us AND $to_us
