"""The programme desk: one district, constituency by constituency, against One District One Idea.

desk(service, library, "district:alappuzha", on) -> Desk      everything an officer looks at
desk_json(desk, "en" or "ml") -> dict                         the one shape of page, API and files
sheet.write(desk) -> bytes;  reading.read(bytes, …) -> Filled   the sheet that is filled in
statements.keep(store, filled);  statements.said(store, ids)   what the field said, kept apart
"""

from matcher.desk.build import desk
from matcher.desk.parts import Desk, Entry, Seat
from matcher.desk.plain import desk_json

__all__ = ["Desk", "Entry", "Seat", "desk", "desk_json"]
