-- Of the first and the last hour: a scan of all ticks would take long.
WITH ends AS (
    SELECT min(hour) AS first_hour, max(hour) AS last_hour
    FROM tick_hours
    WHERE instrument_id = $instrument_id
)
SELECT min(bid), max(bid)
FROM tick_store
WHERE instrument_id = $instrument_id
    AND (
        ts_ms BETWEEN (SELECT first_hour * 3600000 FROM ends) AND (SELECT (first_hour + 1) * 3600000 FROM ends)
        OR ts_ms BETWEEN (SELECT last_hour * 3600000 FROM ends) AND (SELECT (last_hour + 1) * 3600000 FROM ends)
    )
