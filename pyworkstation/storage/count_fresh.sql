SELECT import_id, count(*)
FROM fresh
GROUP BY import_id
