SELECT coalesce(max(id), 999999999) + 1
FROM imports
WHERE id >= 1000000000
