SELECT kind, count(*)
FROM reject_store
WHERE import_id = $import_id
GROUP BY kind
ORDER BY kind
