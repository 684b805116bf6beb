INSERT INTO tick_hours AS counted
SELECT $instrument_id, floor(ts_us / 3600000000) AS hour, count(*), min(ts_us), max(ts_us)
FROM fresh
GROUP BY hour
ON CONFLICT (instrument_id, hour) DO UPDATE SET
    ticks = counted.ticks + excluded.ticks,
    first_us = least(counted.first_us, excluded.first_us),
    last_us = greatest(counted.last_us, excluded.last_us)
