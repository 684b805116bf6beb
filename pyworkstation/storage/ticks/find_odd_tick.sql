-- A row when there are odd ticks in that time, or a millisecond beside it.
SELECT 1
FROM odd_ticks
WHERE instrument_id = $instrument_id
    AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
LIMIT 1
