INSERT INTO tick_hours AS counted
SELECT $instrument_id, hour, ticks, first_us, last_us
FROM fresh_hours
ON CONFLICT (instrument_id, hour) DO UPDATE SET
    ticks = counted.ticks + excluded.ticks,
    first_us = least(counted.first_us, excluded.first_us),
    last_us = greatest(counted.last_us, excluded.last_us)
