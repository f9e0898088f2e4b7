-- name: add
-- Keep the marks of one survey that came back, one by one and in no order; who gave them is known to nobody.
INSERT INTO survey_answers (programme, point, month, question, mark)
SELECT $1, $2, date_trunc('month', $3::date)::date, given.question, given.mark::bigint
FROM jsonb_each_text($4::jsonb) AS given (question, mark)
ORDER BY random();

-- name: results
-- gives: Result
-- How often each question was answered from a month on, and the mean mark where so many answered that nobody is found by it ($3).
SELECT point, question, count(*) AS answers, CASE WHEN count(*) >= $3::bigint THEN round(avg(mark), 1)::double precision END AS mean
FROM survey_answers
WHERE programme = $1
AND month >= date_trunc('month', $2::date)::date
GROUP BY point, question
ORDER BY point, question;
