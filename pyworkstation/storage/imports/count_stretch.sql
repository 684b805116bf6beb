SELECT count(*)
FROM tick_store
WHERE instrument_id = $instrument_id
    AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    AND ts_ms * 1000 + sub_us BETWEEN $from_us AND $to_us
