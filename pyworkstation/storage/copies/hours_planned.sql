-- Every hour that holds ticks or is said to, and how many ticks it holds.
SELECT hour, CAST(sum(ticks) AS BIGINT)
FROM (
    SELECT CAST(floor(ts_ms / 3600000) AS BIGINT) AS hour, count(*) AS ticks FROM tick_store GROUP BY ALL
    UNION ALL
    SELECT hour, 0 FROM tick_hours
)
GROUP BY hour
ORDER BY hour
