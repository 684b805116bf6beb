SELECT size FROM imports WHERE instrument_id = $instrument_id
UNION
SELECT size FROM unfinished_imports WHERE instrument_id = $instrument_id
