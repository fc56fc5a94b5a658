"""The OpenAPI document, made from the protocol's own table and structs: nothing is typed twice."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.protocol.api import ENDPOINTS, Endpoint
from sync.protocol.messages import ErrorReply
from sync.protocol.version import APP_VERSION, MEDIA_TYPE, PROTOCOL
from sync.seal.http_signature import COVERED, MAX_AGE
from sync.server.gateway import STATUS

_REF = "#/components/schemas/{name}"
_NO = sorted(set(STATUS.values()))


def document() -> dict[str, Any]:
    """OpenAPI 3.1 of all calls."""
    structs = {kind for e in ENDPOINTS.values() for kind in (e.request, e.reply) if kind is not None}
    ordered = sorted(structs | {ErrorReply}, key=lambda kind: kind.__name__)
    schemas, components = msgspec.json.schema_components(ordered, ref_template=_REF)
    names = {kind: schema["$ref"] for kind, schema in zip(ordered, schemas, strict=True)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "GZF platform",
            "version": APP_VERSION,
            "description": f"Protocol {PROTOCOL}. Bodies are msgpack of the schemas below, plain or as one zstd frame.",
        },
        "paths": {endpoint.path: {"post": _operation(endpoint, names)} for endpoint in ENDPOINTS.values()},
        "components": {
            "schemas": components,
            "securitySchemes": {
                "device": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Signature",
                    "description": f"RFC 9421, Ed25519, over {', '.join(COVERED)}; valid {MAX_AGE.seconds} s at most.",
                }
            },
        },
    }


def _operation(endpoint: Endpoint, names: dict[type[msgspec.Struct], str]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "responses": {
            "200": {"description": endpoint.reply.__name__, "content": _content(names[endpoint.reply])},
            **{str(status): {"description": "no", "content": _content(names[ErrorReply])} for status in _NO},
        },
        "security": [{"device": []}] if endpoint.signed else [],
    }
    if endpoint.request is not None:
        operation["requestBody"] = {"required": True, "content": _content(names[endpoint.request])}
    return operation


def _content(ref: str) -> dict[str, Any]:
    return {MEDIA_TYPE: {"schema": {"$ref": ref}}}
