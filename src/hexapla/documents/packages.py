"""Zip packages (Office documents, books) of which some members are replaced.

A package is never packed again: everything outside the replaced members is copied, so each
unchanged member has the same bytes, order, time stamp, compression, flags and extra fields. Only
the offsets in the archive's directory follow the new sizes.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from hexapla import zipfiles
from hexapla.documents.signatures import kind_of_contents, refusal
from hexapla.documents.xml.tolerant import require_well_formed
from hexapla.errors import InputError
from hexapla.files import LARGEST_BYTES
from hexapla.message import msg

__all__ = ["Package"]

_LIMITS = zipfiles.Limits(size=2**30, files=20_000, expansion=200)
# The most that is read of all members, those with text and pictures. A megabyte of tags takes about
# a second, so a small file must not unpack to many. Of 4,291 real files none comes near this.
_READ_AT_LEAST = 8 * 2**20
_READ_PER_BYTE = 20
_MOST_READ = 2 * LARGEST_BYTES
# The record of a member, the same in the directory, and the directory's end: their fixed parts.
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
# The end of a directory in the format for large archives, which some programs always write.
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_64 = struct.Struct("<4sIQI")
# Byte order marks and spaces before XML; UTF-16 has zeros.
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_DESCRIBED = 0x8  # The flag of members whose checksum and sizes follow their data.
_EXTRA_64 = 1
_MOST_32 = 0xFFFFFFFF

_ENCRYPTED = 0x1  # The flag of members that need a password.
_WITHOUT_PASSWORD = msg("save a copy without the password first")
_MAKE_AGAIN = msg("open it in the program that made it, and save it again")


class _Record(NamedTuple):
    """A member's record: where it begins and ends, and where its entry in the directory begins."""

    member: zipfile.ZipInfo
    start: int
    end: int
    entry: int


class Package:
    """The members of a zip package, by name.

    Raises InputError with ``where`` for anything else than a sound zip file: other contents,
    damage, names that lead out of a folder, members that occur twice, encryption, excessive sizes.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self.data = data
        self.where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfiles.DAMAGES:
            if (kind := kind_of_contents(data)) and not data.startswith(b"PK"):
                raise refusal(kind, where) from None
            raise self.error(msg("is not a zip package, or is cut short")) from None
        self._records = self._checked()
        self._read: set[str] = set()
        self._size_read = self._packed_read = 0
        # Names in packages are compared without regard to case.
        self._names = {record.member.filename.casefold(): record for record in self._records}

    @property
    def names(self) -> list[str]:
        """The names of the members, in their order."""
        return [record.member.filename for record in self._records]

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def name_of(self, name: str) -> str:
        """A member's own spelling of its name, so that it has one; other names as they are."""
        record = self._names.get(name.casefold())
        return record.member.filename if record else name

    def read(self, name: str) -> bytes:
        """The contents of a member.

        Raises InputError if it is missing or damaged, or larger than any article.
        """
        record = self._names.get(name.casefold())
        if record is None:
            raise self.error(msg("has no part {name}", name=name))
        if record.member.file_size > LARGEST_BYTES:
            raise self.error(
                msg(
                    "has a part of more than {largest_bytes} MB",
                    largest_bytes=LARGEST_BYTES // 1_000_000,
                ),
                name,
            )
        if record.member.filename not in self._read:
            self._read.add(record.member.filename)
            self._size_read += record.member.file_size
            self._packed_read += record.member.compress_size
        most = min(_READ_AT_LEAST + _READ_PER_BYTE * self._packed_read, _MOST_READ)
        if self._size_read > most:
            raise self.error(
                msg(
                    "its parts unpack to more than {most} MB, which is too much for a file of its "
                    "size",
                    most=most // 1_000_000,
                )
            )
        try:
            return self._zip.read(record.member)
        except zipfiles.DAMAGES:
            raise self.error(msg("is damaged"), name) from None

    def error(self, message: str, name: str = "", hint: str = _MAKE_AGAIN) -> InputError:
        """An error about the package, or about one of its members."""
        where = f"{self.where}, {name}" if name and self.where else self.where or name
        return InputError(message, where=where or None, hint=hint)

    def replaced(self, members: Mapping[str, bytes]) -> bytes:
        """The package with other contents for some members; without any, the same bytes.

        Raises InputError if a member that is XML would no longer be well-formed.
        """
        for name, data in members.items():
            if data.lstrip(_BEFORE_XML)[:1] == b"<":
                where = f"{self.where}, {name}" if self.where else name
                require_well_formed(data, partial(self.read, name), where)
        new = {self._names[name.casefold()].entry: data for name, data in members.items()}
        out: list[bytes] = [self.data[: self._records[0].start]] if self._records else []
        length = len(out[0]) if out else 0
        entries: dict[int, bytes] = {}
        for record in self._records:
            offset = length
            if record.entry in new:
                local, entry = self._packed(record, new[record.entry])
            else:
                local = self.data[record.start : record.end]
                entry = self._entry(record)
            fields = list(_CENTRAL.unpack_from(entry))
            fields[16] = offset
            entries[record.entry] = _CENTRAL.pack(*fields) + entry[_CENTRAL.size :]
            out.append(local)
            length += len(local)
        directory = b"".join(entries[at] for at in sorted(entries))
        return b"".join([*out, self._gap(), directory, self._end(length, len(directory))])

    def _checked(self) -> list[_Record]:
        members = self._zip.infolist()
        names: set[str] = set()
        for member in members:
            reason = zipfiles.objection(member)
            if reason is None and member.filename.casefold() in names:
                reason = msg("occurs twice")
            if reason:
                hint = _WITHOUT_PASSWORD if member.flag_bits & _ENCRYPTED else _MAKE_AGAIN
                raise self.error(
                    msg("{member} {reason}", member=zipfiles.shown(member), reason=reason),
                    hint=hint,
                )
            names.add(member.filename.casefold())
        if zipfiles.has_same_paths([one.filename for one in members if not one.is_dir()]):
            raise self.error(msg("two of its files have the same path"))
        if reason := zipfiles.excess(members, len(self.data), _LIMITS):
            raise self.error(reason)
        return self._located(members)

    def _located(self, members: list[zipfile.ZipInfo]) -> list[_Record]:
        """The records of all members, in the order of the file."""
        directory = self._zip.start_dir
        entries: list[int] = []
        at = directory
        for _ in members:
            if self.data[at : at + 4] != b"PK\1\2" or at + _CENTRAL.size > len(self.data):
                raise self.error(msg("has a damaged directory"))
            sizes = _CENTRAL.unpack_from(self.data, at)[10:13]
            entries.append(at)
            at += _CENTRAL.size + sum(sizes)
        self._directory_end = at
        # zipfile looks for the end in the same way.
        plain = len(self.data) - _END.size
        found = self.data.startswith(b"PK\5\6", plain) and self.data.endswith(b"\0\0")
        self._end_at = plain if found else self.data.rfind(b"PK\5\6")
        if not at <= self._end_at <= plain:
            raise self.error(msg("has a damaged directory"))
        order = sorted(zip(members, entries, strict=True), key=lambda one: one[0].header_offset)
        starts = [member.header_offset for member, _ in order]
        ends = [*starts[1:], directory][: len(starts)]
        records = [
            _Record(member, start, end, entry)
            for (member, entry), start, end in zip(order, starts, ends, strict=True)
        ]
        # What lies between the last member and the directory belongs to neither.
        if records:
            last = records[-1]
            records[-1] = last._replace(end=min(last.end, self._data_end(last)))
            for record in records:
                if self.data[record.start : record.start + 4] != b"PK\3\4" or (
                    self._data_end(record) > record.end
                ):
                    raise self.error(msg("is damaged"), record.member.filename)
        return records

    def _data_end(self, record: _Record) -> int:
        """Where a member's record ends, with what describes it after its data."""
        if not 0 <= record.start <= len(self.data) - _LOCAL.size:
            raise self.error(msg("is damaged"), record.member.filename)
        name, extra = _LOCAL.unpack_from(self.data, record.start)[9:11]
        end: int = record.start + _LOCAL.size + name + extra + record.member.compress_size
        if record.member.flag_bits & _DESCRIBED and end < record.end:
            signed = 4 if self.data[end : end + 4] == b"PK\7\10" else 0
            crc = struct.pack("<I", record.member.CRC)
            if self.data[end + signed : end + signed + 4] == crc:
                end = min(end + signed + 12, record.end)
        return end

    def _entry(self, record: _Record) -> bytes:
        """A member's entry in the directory."""
        start = record.entry
        sizes = _CENTRAL.unpack_from(self.data, start)[10:13]
        return self.data[start : start + _CENTRAL.size + sum(sizes)]

    def _packed(self, record: _Record, data: bytes) -> tuple[bytes, bytes]:
        """The record of a member with other contents, and its entry in the directory."""
        member = record.member
        packed = data
        if member.compress_type == zipfile.ZIP_DEFLATED:
            packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15)
            packed = packer.compress(data) + packer.flush()
        crc, sizes = zlib.crc32(data), (len(packed), len(data))
        fields = list(_LOCAL.unpack_from(self.data, record.start))
        start = record.start + _LOCAL.size
        name = self.data[start : start + fields[9]]
        extra = _without_64(self.data[start + fields[9] : start + fields[9] + fields[10]])
        described = bool(fields[2] & _DESCRIBED)
        fields[6:9] = (0, 0, 0) if described else (crc, *sizes)
        fields[10] = len(extra)
        after = struct.pack("<4s3I", b"PK\7\10", crc, *sizes) if described else b""
        local = b"".join([_LOCAL.pack(*fields), name, extra, packed, after])
        entry = self._entry(record)
        head = list(_CENTRAL.unpack_from(entry))
        at = _CENTRAL.size + head[10]
        own = _without_64(entry[at : at + head[11]])
        rest = entry[at + head[11] :]
        head[7:10] = (crc, *sizes)
        head[11] = len(own)
        return local, b"".join([_CENTRAL.pack(*head), entry[_CENTRAL.size : at], own, rest])

    def _gap(self) -> bytes:
        """What lies between the last member and the directory."""
        return self.data[self._records[-1].end : self._zip.start_dir] if self._records else b""

    def _end(self, length: int, size: int) -> bytes:
        """Everything after the directory, with the directory's new place and size."""
        rest = bytearray(self.data[self._directory_end :])
        start = length + len(self._gap())
        at = self._end_at - self._directory_end
        fields = list(_END.unpack_from(rest, at))
        if fields[5] != _MOST_32:
            fields[5] = size
        if fields[6] != _MOST_32:
            fields[6] = start
        _END.pack_into(rest, at, *fields)
        large = rest.find(b"PK\6\6")
        locator = rest.find(b"PK\6\7")
        if 0 <= large <= locator - _END_64.size < at:
            own = list(_END_64.unpack_from(rest, large))
            own[8:10] = (size, start)
            _END_64.pack_into(rest, large, *own)
            place = list(_LOCATOR_64.unpack_from(rest, locator))
            place[2] = start + size + large
            _LOCATOR_64.pack_into(rest, locator, *place)
        return bytes(rest)


def _without_64(extra: bytes) -> bytes:
    """Extra fields without the sizes of a large file."""
    out: list[bytes] = []
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind != _EXTRA_64:
            out.append(extra[at : at + 4 + size])
        at += 4 + size
    return b"".join([*out, extra[at:]])
