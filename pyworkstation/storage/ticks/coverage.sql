SELECT CAST(sum(ticks) AS BIGINT), min(first_us), max(last_us)
FROM tick_hours
WHERE instrument_id = $instrument_id
