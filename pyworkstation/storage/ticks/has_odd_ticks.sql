SELECT count(*) > 0
FROM (
    SELECT 1
    FROM odd_ticks
    WHERE instrument_id = $instrument_id
        AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    LIMIT 1
)
