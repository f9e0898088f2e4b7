-- migrate:up
-- What people answered when they were asked how they are served: marks by question, and nothing by which to find who gave them (FR-19).
-- A row stands for one answer to one question; that several came from one person is not kept either.
CREATE TABLE survey_answers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    programme text NOT NULL,
    point text NOT NULL,
    month date NOT NULL,
    question text NOT NULL,
    mark bigint NOT NULL,
    CONSTRAINT a_mark_from_one_to_five CHECK (mark BETWEEN 1 AND 5),
    CONSTRAINT of_a_month_and_no_day CHECK (month = date_trunc('month', month)::date)
);

CREATE INDEX survey_answers_by_point ON survey_answers (programme, point, question, month);
