"""The entries of a revocation list, packed so that millions fit in memory with fast lookups."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass

from models.pki.der import reader as der
from models.pki.der.extensions import read_extension

_SERIAL_OCTETS = 20
RECORD = _SERIAL_OCTETS + 1
_KEY_OCTETS = 8
_KEY_MASK = (1 << 64) - 1
# Python's hash of an integer, its remainder by a prime, and this factor spread serial numbers
# evenly, even those with counters at either end.
_SPREAD = 0x9E3779B97F4A7C15
_PARTS = 256
# Of a long list, so many entries are looked through to find one.
_NEAR = 4
_LEAST_BITS, _MOST_BITS = 8, 17
# RFC 5280 §5.3.1: 7 is not used, and 8 (removeFromCRL) belongs in delta lists only. An entry with
# another reason counts as revoked.
REASONS = frozenset({0, 1, 2, 3, 4, 5, 6, 9, 10})
_REASON_CODE = der.oid("2.5.29.21")
_PLAIN_REASON = bytes.fromhex("300c300a0603551d1504030a01")
_UTC_TIME = b"\x17\x0d"
_ZULU = ord("Z")
_SERIAL_END = 1 << 159
_NEVER = b"never"
UNSPECIFIED, CERTIFICATE_HOLD = 0, 6
# A length in more octets than needed; no list has 2^64 octets.
_LONGEST_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Index:
    """A lookup of revocation reasons by serial number, in sorted records.

    ``keys`` are 64-bit hashes of the serial numbers, ascending; ``records`` contain each one's 20
    octets and a reason, in the same order. Keys whose first bits, so many that ``shift`` are left,
    are the number n are at ``bounds[n]`` to ``bounds[n + 1]``.
    """

    keys: "array[int]"
    records: bytes
    bounds: "array[int]"
    shift: int

    def __len__(self) -> int:
        return len(self.keys)

    def reasons(self, serial_number: int) -> tuple[int, ...]:
        """Return the reason of each entry for a serial number (RFC 5280 §5.3.1); mostly none."""
        key = hash(serial_number) * _SPREAD & _KEY_MASK
        part, keys, bounds = key >> self.shift, self.keys, self.bounds
        stop = bounds[part + 1]
        at = bisect_left(keys, key, bounds[part], stop)
        found: tuple[int, ...] = ()
        while at < stop and keys[at] == key:
            record = self.records[at * RECORD : (at + 1) * RECORD]
            if int.from_bytes(record[:_SERIAL_OCTETS], "big") == serial_number:
                found = (*found, record[_SERIAL_OCTETS])
            at += 1
        return found


class _NotUnderstood(der.Malformed):
    """An entry has a critical extension that is not known."""


def read_entries(entries: der.Reader) -> Index:
    """Index the content of revokedCertificates (RFC 5280 §5.1.2.6).

    An entry whose reason or form is unusual counts as revoked for its serial number, because the
    issuer has listed it. Serial numbers are compared as integers, however they are encoded.

    :raises der.Malformed: when an entry is no SEQUENCE, does not begin with a serial number, or has
        an unknown critical extension, which may change what the list means.
    """
    data, at, stop = entries.data, entries.at, entries.stop
    # Sorted in small parts, because no other thread can run while a list is being sorted.
    parts: list[list[bytes]] = [[] for _ in range(_PARTS)]
    while at < stop:
        tag, start, end = der.header(data, at, stop)
        if tag != der.SEQUENCE:
            raise der.Malformed("an entry")
        record = _common(data, start, end) or _any(data, start, end)
        if record != _NEVER:
            parts[record[0]].append(record)
        at = end
    return _index(parts)


def _index(parts: list[list[bytes]]) -> Index:
    count = sum(map(len, parts))
    bits = min(max(_LEAST_BITS, (count // _NEAR).bit_length()), _MOST_BITS)
    shift = 8 * _KEY_OCTETS - bits
    keys, records, bounds = array("Q"), bytearray(), array("Q", [0])
    for part in parts:
        part.sort()
        for record in part:
            key = int.from_bytes(record[:_KEY_OCTETS], "big")
            bounds.extend([len(keys)] * ((key >> shift) + 1 - len(bounds)))
            keys.append(key)
        records += b"".join(record[_KEY_OCTETS:] for record in part)
        part.clear()  # Freed in small parts, for the same reason.
    bounds.extend([len(keys)] * ((1 << bits) + 1 - len(bounds)))
    return Index(keys, bytes(records), bounds, shift)


def _common(data: bytes, start: int, end: int) -> bytes | None:
    # The common form: serial number, UTCTime and perhaps a reason.
    serial = start + 2
    time = serial + data[start + 1] if serial <= end else end
    extensions = time + 15
    if (
        extensions > end
        or data[start] != der.INTEGER
        or not 0 < data[start + 1] < 0x80
        or data[time : time + 2] != _UTC_TIME
        or data[extensions - 1] != _ZULU
        or not data[time + 2 : extensions - 1].isdigit()
    ):
        return None
    if extensions == end:
        return _record(_number(data[serial:time]), UNSPECIFIED)
    if data[extensions : end - 1] == _PLAIN_REASON:
        return _record(_number(data[serial:time]), data[end - 1])
    return None


def _any(data: bytes, start: int, end: int) -> bytes:
    number, at = _serial_number(data, start, end)
    try:
        return _record(number, _reason(der.Reader(data, at, end)))
    except _NotUnderstood:
        raise
    except der.Malformed:
        return _record(number, UNSPECIFIED)


def _serial_number(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Read an INTEGER of any length and encoding; return it and where it ends."""
    start = at + 2
    if start > end or data[at] != der.INTEGER:
        raise der.Malformed("an entry without serial number")
    length = data[at + 1]
    if length >= 0x80:
        octets = length & 0x7F
        start += octets
        if not 1 <= octets <= _LONGEST_LENGTH or start > end:
            raise der.Malformed("the length of a serial number")
        length = int.from_bytes(data[at + 2 : start], "big")
    if length == 0 or start + length > end:
        raise der.Malformed("a serial number cut off")
    return _number(data[start : start + length]), start + length


def _reason(entry: der.Reader) -> int:
    # RFC 5280 §5.3.
    entry.time()
    reason = UNSPECIFIED
    seen = set()
    if entry.next_tag() is not None:
        extensions = entry.enter(der.SEQUENCE)
        while extensions.next_tag() is not None:
            extension = read_extension(extensions)
            if extension.kind in seen:
                raise der.Malformed("an extension twice")
            seen.add(extension.kind)
            if extension.kind == _REASON_CODE:
                value = der.Reader(extension.value)
                reason = value.integer(der.ENUMERATED)
                value.end()
            elif extension.critical:
                # RFC 5280 §5.3: such a list must not be used for any certificate.
                raise _NotUnderstood("an entry that means more than we understand")
    entry.end()
    return reason


def _number(serial: bytes) -> int:
    return int.from_bytes(serial, "big", signed=True)


def _record(number: int, reason: int) -> bytes:
    if reason not in REASONS:
        reason = UNSPECIFIED
    # No certificate with such a number is accepted, so it is never looked up.
    if not 0 < number < _SERIAL_END:
        return _NEVER
    octets = number.to_bytes(_SERIAL_OCTETS, "big")
    key = hash(number) * _SPREAD & _KEY_MASK
    return key.to_bytes(_KEY_OCTETS, "big") + octets + bytes([reason])
