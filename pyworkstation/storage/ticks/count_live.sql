UPDATE imports
SET
    ticks_read = imports.ticks_read + fresh.ticks_read,
    ticks_new = imports.ticks_new + fresh.ticks_new,
    first_us = least(imports.first_us, fresh.first_us),
    last_us = greatest(imports.last_us, fresh.last_us)
FROM fresh_counts AS fresh
WHERE imports.id = fresh.id
