-- The positional join keeps DuckDB from inserting in parallel, which takes half as much processor time again: other threads
-- read the next ticks, and write the batch before, meanwhile. The nothing that is joined to it has no order, so DuckDB
-- compresses and writes the ticks right here; else it would do that in the commit, one commit after the other.
INSERT INTO plain_ticks BY NAME
SELECT *
FROM fresh
POSITIONAL JOIN fresh_ids
UNION ALL BY NAME
SELECT DISTINCT 0::SMALLINT AS instrument_id
FROM range(0)
