-- The import of each instrument that live ticks are of until they are compacted, and the last tick stored of it.
SELECT ids.id AS instrument_id, imports.id, (
    SELECT max(last_us) FROM tick_hours WHERE tick_hours.instrument_id = ids.id
)
FROM (SELECT CAST(unnest($ids) AS SMALLINT) AS id) AS ids
LEFT JOIN imports
    ON imports.instrument_id = ids.id AND dialect = 'live' AND options = '' AND undone_at IS NULL
