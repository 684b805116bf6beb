SELECT 1
FROM tick_hours
WHERE instrument_id = $instrument_id AND first_us <= $last_us AND last_us >= $first_us
LIMIT 1
