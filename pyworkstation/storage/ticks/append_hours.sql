-- Into one of the rows of each hour: with a row for each transaction of live ticks, hours would have thousands.
MERGE INTO tick_hours AS counted
USING (
    SELECT fresh.*, changed AS known
    FROM (
        SELECT instrument_id, hour, CAST(count(*) AS BIGINT) AS ticks, min(ts_us) AS first_us, max(ts_us) AS last_us
        FROM (
            SELECT instrument_id, ts_us, CAST(floor(ts_us / 3600000000) AS BIGINT) AS hour
            FROM fresh_times
        )
        GROUP BY instrument_id, hour
    ) AS fresh
    LEFT JOIN (
        SELECT instrument_id, hour, max(changed) AS changed
        FROM tick_hours
        GROUP BY instrument_id, hour
    ) USING (instrument_id, hour)
) AS fresh
ON counted.instrument_id = fresh.instrument_id AND counted.hour = fresh.hour AND counted.changed = fresh.known
WHEN MATCHED THEN UPDATE SET
    ticks = counted.ticks + fresh.ticks,
    first_us = least(counted.first_us, fresh.first_us),
    last_us = greatest(counted.last_us, fresh.last_us),
    changed = DEFAULT
WHEN NOT MATCHED THEN INSERT (instrument_id, hour, ticks, first_us, last_us)
    VALUES (fresh.instrument_id, fresh.hour, fresh.ticks, fresh.first_us, fresh.last_us)
