-- In the order in which imports lie: that is what packs well and what a day is found by.
INSERT INTO {table}
SELECT *
FROM resorted
ORDER BY {order}
