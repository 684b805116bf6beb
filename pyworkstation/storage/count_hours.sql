MERGE INTO tick_hours AS counted
USING fresh_hours
ON counted.instrument_id = $instrument_id AND counted.hour = fresh_hours.hour
WHEN MATCHED THEN UPDATE SET
    ticks = counted.ticks + fresh_hours.ticks,
    first_us = least(counted.first_us, fresh_hours.first_us),
    last_us = greatest(counted.last_us, fresh_hours.last_us)
WHEN NOT MATCHED THEN INSERT (instrument_id, hour, ticks, first_us, last_us)
    VALUES ($instrument_id, fresh_hours.hour, fresh_hours.ticks, fresh_hours.first_us, fresh_hours.last_us)
