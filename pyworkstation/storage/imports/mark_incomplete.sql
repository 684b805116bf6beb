-- Imports of before schema 5 did not note which of their ticks were stored already: those may go with the ones undone.
UPDATE imports
SET incomplete = true
WHERE instrument_id = $instrument_id
    AND undone_at IS NULL
    AND NOT incomplete
    AND NOT list_contains($ids, id)
    AND id > list_min($ids)
    AND first_us <= $last_us
    AND last_us >= $first_us
    AND ticks_read > ticks_new + (SELECT count(*) FROM shared_ticks WHERE import_id = imports.id)
RETURNING run_id, path
