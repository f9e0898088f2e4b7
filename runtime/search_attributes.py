"""What operators may search and see of a case in Temporal: opaque ids and coarse words, never personal data."""

from temporalio.common import SearchAttributeKey

NUMBER = SearchAttributeKey.for_keyword("ItNumber")
METHOD = SearchAttributeKey.for_keyword("ItMethod")
PHASE = SearchAttributeKey.for_keyword_list("ItPhase")
PROGRAMME = SearchAttributeKey.for_keyword("ItProgramme")
OFFICE = SearchAttributeKey.for_keyword("ItOffice")
COUNSELLOR = SearchAttributeKey.for_keyword("ItCounsellor")
DUE_DAY = SearchAttributeKey.for_datetime("ItDueDay")
OVERDUE = SearchAttributeKey.for_bool("ItOverdue")
WAITING_FOR = SearchAttributeKey.for_keyword_list("ItWaitingFor")
ATTENTION = SearchAttributeKey.for_keyword("ItAttention")

ALL = (NUMBER, METHOD, PHASE, PROGRAMME, OFFICE, COUNSELLOR, DUE_DAY, OVERDUE, WAITING_FOR, ATTENTION)

TYPES: dict[str, str] = {key.name: key.indexed_value_type.name.replace("_", " ").title().replace(" ", "") for key in ALL}
"""The name of each search attribute and the type by which a server registers it."""
