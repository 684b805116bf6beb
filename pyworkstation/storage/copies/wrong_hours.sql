-- Hours of [from, to) whose ticks are not those that `tick_hours` counts.
WITH there AS (
    SELECT
        instrument_id,
        CAST(floor(ts_ms / 3600000) AS BIGINT) AS hour,
        count(*) AS ticks,
        min(ts_ms * 1000 + sub_us) AS first_us,
        max(ts_ms * 1000 + sub_us) AS last_us
    FROM tick_store
    WHERE ts_ms >= CAST($from_hour AS BIGINT) * 3600000 AND ts_ms < CAST($to_hour AS BIGINT) * 3600000
    GROUP BY ALL
),
told AS (
    SELECT instrument_id, hour, sum(ticks) AS ticks, min(first_us) AS first_us, max(last_us) AS last_us
    FROM tick_hours
    WHERE hour >= $from_hour AND hour < $to_hour
    GROUP BY ALL
)
SELECT
    coalesce(symbol, 'instrument ' || instrument_id) AS symbol,
    strftime(make_timestamp(hour * 3600000000), '%Y-%m-%dT%H:00Z') AS hour,
    coalesce(there.ticks, 0) AS there,
    CAST(coalesce(told.ticks, 0) AS BIGINT) AS told
FROM there
FULL JOIN told USING (instrument_id, hour)
LEFT JOIN instruments ON instruments.id = instrument_id
WHERE (there.ticks, there.first_us, there.last_us) IS DISTINCT FROM (told.ticks, told.first_us, told.last_us)
ORDER BY ALL
LIMIT $at_most
