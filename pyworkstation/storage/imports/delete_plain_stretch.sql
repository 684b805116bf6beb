DELETE FROM plain_ticks
WHERE instrument_id = $instrument_id
    AND import_id NOT IN (
        SELECT id FROM imports WHERE run_id = $run_id
        UNION ALL
        SELECT id FROM unfinished_imports WHERE run_id = $run_id
    )
    AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    AND ts_ms * 1000 BETWEEN $from_us AND $to_us
