"""What is remembered: people, staff, cases, their journals, agendas and messages, in PostgreSQL."""
