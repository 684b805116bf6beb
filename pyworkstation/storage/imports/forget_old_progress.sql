-- What later batches, or the whole file, have made old.
DELETE FROM import_progress
WHERE id IN (SELECT id FROM imports)
    OR ticks_read < (SELECT max(ticks_read) FROM import_progress AS later WHERE later.id = import_progress.id)
