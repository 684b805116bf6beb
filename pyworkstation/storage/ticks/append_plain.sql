INSERT INTO plain_ticks BY NAME
SELECT *
FROM fresh
