"""How the unit tests run under `make mutants`: twice in one process, and each day the same."""

from hypothesis import HealthCheck, settings

settings.register_profile("mutants", derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
