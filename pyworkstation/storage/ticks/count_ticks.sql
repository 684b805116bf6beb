-- Of whole hours, which takes no look at the ticks.
SELECT coalesce(CAST(sum(ticks) AS BIGINT), 0)
FROM tick_hours
WHERE instrument_id = $instrument_id AND last_us >= $from_us AND first_us < $to_us
