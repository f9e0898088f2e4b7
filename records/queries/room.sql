-- name: try_it
-- A table that takes room on the disk and goes when the transaction ends.
CREATE TEMPORARY TABLE room_tried ON COMMIT DROP AS
SELECT repeat('x', 1000) AS words
FROM generate_series(1, 100);
