-- Schema 8: two batches of an import are written at once, so no batch changes a row that another wrote.

-- `tick_hours` has several rows of an hour, one from each batch that stored ticks of it: their sum counts. Older programs
-- take an hour for one row, so they must not open the file.

-- How far an import has come with a file, a row for each batch: the last one counts, until the file is in `imports`.
ALTER TABLE unfinished_imports RENAME TO import_progress;
CREATE VIEW unfinished_imports AS
SELECT *
FROM import_progress
ANTI JOIN imports USING (id)
QUALIFY row_number() OVER (PARTITION BY id ORDER BY ticks_read DESC) = 1;
