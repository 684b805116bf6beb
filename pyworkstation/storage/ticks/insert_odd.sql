-- As insert_plain.sql.
INSERT INTO odd_ticks BY NAME
SELECT *
FROM fresh
POSITIONAL JOIN fresh_ids
UNION ALL BY NAME
SELECT DISTINCT 0::SMALLINT AS instrument_id
FROM range(0)
