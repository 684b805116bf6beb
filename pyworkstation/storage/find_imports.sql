-- In the order of the lists: ticks read from that content before, NULL where it was not imported.
WITH asked AS (
    SELECT
        unnest(range(len($sha256s))) AS place,
        unnest($sha256s) AS sha256,
        unnest($dialects) AS dialect,
        unnest($volume_units) AS volume_unit,
        unnest($time_zones) AS time_zone,
        unnest(CAST($hours_us AS BIGINT[])) AS hour_us
)
SELECT max(imports.ticks_read)
FROM asked
LEFT JOIN imports
    ON imports.instrument_id = $instrument_id
    AND imports.sha256 = asked.sha256
    AND imports.dialect = asked.dialect
    AND imports.volume_unit = asked.volume_unit
    AND imports.time_zone = asked.time_zone
    AND imports.hour_us IS NOT DISTINCT FROM asked.hour_us
GROUP BY place
ORDER BY place
