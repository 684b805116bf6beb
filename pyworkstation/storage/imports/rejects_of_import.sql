SELECT kind, count(*)
FROM reject_store
JOIN imports ON imports.id = reject_store.import_id
WHERE run_id = $run_id
GROUP BY kind
ORDER BY kind
