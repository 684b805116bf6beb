-- Added to what is counted already, and not put together with it: another batch may be adding to the same hour.
INSERT INTO tick_hours (instrument_id, hour, ticks, first_us, last_us)
SELECT $instrument_id, hour, CAST(sum(ticks) AS BIGINT), min(first_us), max(last_us)
FROM fresh_hours
GROUP BY hour
ORDER BY hour
