MERGE INTO tick_hours AS counted
USING (
    SELECT
        hour,
        CAST(sum(ticks) AS BIGINT) AS ticks,
        min(first_us) AS first_us,
        max(last_us) AS last_us
    FROM fresh_hours
    GROUP BY hour
    ORDER BY hour
) AS fresh
ON counted.instrument_id = $instrument_id AND counted.hour = fresh.hour
WHEN MATCHED THEN UPDATE SET
    ticks = counted.ticks + fresh.ticks,
    first_us = least(counted.first_us, fresh.first_us),
    last_us = greatest(counted.last_us, fresh.last_us),
    changed = DEFAULT
WHEN NOT MATCHED THEN INSERT (instrument_id, hour, ticks, first_us, last_us)
    VALUES ($instrument_id, fresh.hour, fresh.ticks, fresh.first_us, fresh.last_us)
