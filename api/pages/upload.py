"""The file in the body of a request: as it is, or as the one field of a form of a page."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP

from graph.errors import InputError


def sheet_in(body: bytes, content_type: str) -> bytes:
    """The content of the sheet that a request carries.

    Raises:
        InputError: it carries none.
    """
    content = body
    if content_type.lower().startswith("multipart/form-data"):
        content = _of_form(body, content_type)
    if not content:
        raise InputError("no file came with the request; choose the filled-in sheet first")
    return content


def _of_form(body: bytes, content_type: str) -> bytes:
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    for part in message.iter_parts() if message.is_multipart() else ():
        if part.get_param("name", header="content-disposition") == "sheet":
            found = part.get_payload(decode=True)
            return found if isinstance(found, bytes) else b""
    return b""
