"""The one converter between Python and what Temporal stores; an encrypting codec will go here."""

from dataclasses import replace

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DefaultFailureConverterWithEncodedAttributes

CONVERTER = replace(pydantic_data_converter, failure_converter_class=DefaultFailureConverterWithEncodedAttributes)
"""Pydantic models as JSON, and failures whose words are payloads like all others."""
