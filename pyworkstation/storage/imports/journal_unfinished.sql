INSERT INTO import_progress BY NAME
SELECT journal_rows.* EXCLUDE (unpacked_sha256), current_localtimestamp() AS saved_at
FROM journal_rows
