UPDATE imports
SET undone_at = current_localtimestamp()
WHERE list_contains($ids, id)
