-- Places in the order of an instrument's ticks that more than one of them has.
WITH doubled AS (
    SELECT instrument_id, ts_ms, sub_us, seq, count(*) AS there
    FROM tick_store
    WHERE ts_ms >= CAST($from_hour AS BIGINT) * 3600000 AND ts_ms < CAST($to_hour AS BIGINT) * 3600000
    GROUP BY instrument_id, ts_ms, sub_us, seq
    HAVING count(*) > 1
    ORDER BY ALL
    LIMIT $at_most
)
SELECT
    coalesce(symbol, 'instrument ' || instrument_id) AS symbol,
    strftime(make_timestamp(ts_ms * 1000 + sub_us), '%Y-%m-%dT%H:%M:%S.%fZ') AS ts,
    there
FROM doubled
LEFT JOIN instruments ON instruments.id = instrument_id
ORDER BY ALL
