INSERT INTO odd_ticks BY NAME
SELECT $instrument_id AS instrument_id, *
FROM fresh
POSITIONAL JOIN fresh_ids
