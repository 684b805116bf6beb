UPDATE {table}
SET ticks_new = ticks_new + passed.ticks
FROM (SELECT heir, count(*) AS ticks FROM heirs GROUP BY heir) AS passed
WHERE {table}.id = passed.heir
