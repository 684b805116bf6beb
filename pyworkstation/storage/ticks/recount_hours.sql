INSERT INTO tick_hours (instrument_id, hour, ticks, first_us, last_us)
SELECT
    instrument_id,
    floor(ts_ms / 3600000) AS hour,
    count(*),
    min(ts_ms * 1000 + sub_us),
    max(ts_ms * 1000 + sub_us)
FROM tick_store
WHERE instrument_id = $instrument_id
    AND ts_ms >= CAST($first_hour AS BIGINT) * 3600000
    AND ts_ms < (CAST($last_hour AS BIGINT) + 1) * 3600000
GROUP BY instrument_id, hour
