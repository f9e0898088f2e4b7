-- migrate:up
ALTER TABLE teams VALIDATE CONSTRAINT led_by_staff;
