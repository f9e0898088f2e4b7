"""The one converter between Python and what Temporal stores; an encrypting codec will go here."""

from dataclasses import replace

from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import DefaultFailureConverterWithEncodedAttributes

BUILT = PydanticPayloadConverter()


class OnePayloadConverter(PydanticPayloadConverter):
    """Built once a process: Temporal asks for a new one with every payload, which would forget how each type is read."""

    def __init__(self) -> None:
        self.converters = BUILT.converters


CONVERTER = replace(
    pydantic_data_converter,
    payload_converter_class=OnePayloadConverter,
    failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
)
"""Pydantic models as JSON, and failures whose words are payloads like all others."""
