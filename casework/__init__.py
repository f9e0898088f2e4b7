"""The language of casework: what a case is, what can happen to it, what a programme promises.

Plain Python and Pydantic. Nothing here knows that Temporal, PostgreSQL or a mail server exist.
"""
