-- Runs of hours that hold about $slice_ticks ticks together: [from, to) in microseconds.
WITH hours AS (
    SELECT epoch_us(timestamp) // 3600000000 AS hour, count(*) AS ticks
    FROM read_parquet($path)
    GROUP BY hour
),
wanted AS (
    SELECT hour, (sum(ticks) OVER (ORDER BY hour) - ticks) // $slice_ticks AS slice
    FROM hours
)
SELECT min(hour) * 3600000000, (max(hour) + 1) * 3600000000
FROM wanted
GROUP BY slice
ORDER BY slice
