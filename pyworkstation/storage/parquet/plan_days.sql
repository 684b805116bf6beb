-- UTC days of [from, to) with ticks, as days since the epoch.
SELECT DISTINCT CAST(floor(hour / 24) AS BIGINT) AS day
FROM tick_hours
WHERE instrument_id = $instrument_id AND last_us >= $from_us AND first_us < $to_us
ORDER BY day
