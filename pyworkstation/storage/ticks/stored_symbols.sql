WITH held AS (
    SELECT
        instrument_id,
        CAST(sum(ticks) AS BIGINT) AS ticks,
        min(first_us) AS first_us,
        max(last_us) AS last_us
    FROM tick_hours
    GROUP BY instrument_id
),
came AS (
    SELECT
        instrument_id,
        dialect,
        CASE
            WHEN count(*) <= 3 THEN list(parse_filename(path) ORDER BY id)
            ELSE [count(*) || ' files (' || dialect || ')']
        END AS sources
    FROM imports
    WHERE ticks_new > 0 AND undone_at IS NULL
    GROUP BY instrument_id, dialect
),
named AS (
    SELECT instrument_id, flatten(list(sources ORDER BY dialect)) AS sources
    FROM came
    GROUP BY instrument_id
)
SELECT symbol, digits, volume_digits, ticks, first_us, last_us, coalesce(sources, [])
FROM held
JOIN instruments ON instruments.id = held.instrument_id
LEFT JOIN named USING (instrument_id)
ORDER BY symbol
