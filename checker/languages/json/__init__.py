"""JSON with the position of every key and value, that reads on after a mistake and says how to mend it.

One pass over the bytes without recursion. A mistake gives one fault: the reader then assumes what the author
most likely meant. What JSON.parse accepts gives no fault, but for duplicate keys, and for escapes of half a
character, which PHP's json_decode refuses.
"""

from checker.languages.json.model import Document, FaultKind, JsonFault, Key, Member, Plain, Value, ValueKind
from checker.languages.json.reader import parse

__all__ = ["Document", "FaultKind", "JsonFault", "Key", "Member", "Plain", "Value", "ValueKind", "parse"]
