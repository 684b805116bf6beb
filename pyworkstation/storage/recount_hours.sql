INSERT INTO tick_hours
SELECT
    instrument_id,
    floor(ts_ms / 3600000) AS hour,
    count(*),
    min(ts_ms * 1000 + sub_us),
    max(ts_ms * 1000 + sub_us)
FROM tick_store
WHERE instrument_id = $instrument_id
    AND ts_ms >= $first_hour * 3600000
    AND ts_ms < ($last_hour + 1) * 3600000
GROUP BY instrument_id, hour
