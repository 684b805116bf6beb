-- An hour has a number from each batch that stored ticks of it.
SELECT hour, changed
FROM tick_hours
WHERE instrument_id = $instrument_id AND hour BETWEEN $first_hour AND $last_hour
ORDER BY hour, changed
