-- Runs of hours that hold about $slice_ticks ticks together: [from, to) in microseconds.
WITH counted AS (
    SELECT hour, sum(ticks) AS ticks
    FROM tick_hours
    WHERE instrument_id = $instrument_id AND last_us >= $from_us AND first_us < $to_us
    GROUP BY hour
),
wanted AS (
    SELECT hour, (sum(ticks) OVER (ORDER BY hour) - ticks) // $slice_ticks AS slice
    FROM counted
)
SELECT min(hour) * 3600000000, (max(hour) + 1) * 3600000000
FROM wanted
GROUP BY slice
ORDER BY slice
