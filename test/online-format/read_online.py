"""Reads the rows of a Feat view from Redis, as docs/online-format.md describes them. Needs no packages.

On stdin, a JSON document: {"port", "database", "views": [{"project", "view", "fingerprint", "keys": [TYPE], "columns":
[TYPE], "rows": [[VALUE]]}]}, or {"vectors": [...]} as in docs/online-format.vectors.json. On stdout, what was found, as
JSON: values are as `feat get --json` prints them.
"""
import base64, binascii, datetime, hashlib, json, socket, struct, sys

MASK = 0xFFFFFFFF
EPOCH = datetime.datetime(1970, 1, 1)


def checksum(space, key, data):
    seed = 0x811C9DC5
    for part in (space, key):
        seed ^= len(part)
        for byte in part:
            seed = ((seed ^ byte) * 0x01000193) & MASK
    value, words = seed ^ 0x9747B28C ^ len(data), len(data) & ~3
    for (word,) in struct.iter_unpack(">I", data[:words]):
        value ^= (word * 0x5BD1E995) & MASK
        value = (((value << 13 | value >> 19) & MASK) * 5 + 0x64654BA6) & MASK
    for byte in data[words:]:
        value = ((value ^ byte) * 0x01000193) & MASK
    value ^= value >> 16
    value = (value * 0x45D9F3B) & MASK
    return value ^ value >> 16


def part(text):
    return text.replace("%", "%25").replace(":", "%3A")


def names(view):
    return ":".join(part(view[name]) for name in ("project", "view", "fingerprint")).encode()


def sortable(number):
    return struct.pack(">Q", (number + 2**63) & (2**64 - 1))


def unsortable(data):
    return struct.unpack(">Q", data)[0] - 2**63


def count(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def key_bytes(types, values):
    packed = b"\x01"
    for kind, value in zip(types, values):
        name = kind["kind"]
        if name in ("int32", "int64"):
            packed += sortable(int(value))
        elif name == "timestamp":
            at = datetime.datetime.fromisoformat(value.rstrip("Z")) - EPOCH
            packed += sortable(at // datetime.timedelta(microseconds=1))
        elif name == "date":
            packed += sortable((datetime.date.fromisoformat(value) - EPOCH.date()).days)
        elif name == "bool":
            packed += bytes([value])
        else:
            packed += count(len(value.encode())) + value.encode()
    return packed if len(packed) <= 512 else b"\x02" + hashlib.sha256(packed).digest()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        self.at += size
        if self.at > len(self.data):
            raise ValueError("its bytes end too early")
        return self.data[self.at - size : self.at]

    def count(self):
        number = shift = 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    def values(self, types, nullable=True):
        nulls = self.take((len(types) + 7) // 8) if nullable else b""
        absent = [nullable and nulls[at >> 3] >> (at & 7) & 1 for at in range(len(types))]
        return [None if none else self.value(kind) for kind, none in zip(types, absent)]

    def value(self, kind):
        name = kind["kind"]
        if name in ("float32", "int32", "date", "float64", "int64", "timestamp"):
            form = {"float32": ">f", "int32": ">i", "date": ">i", "float64": ">d"}.get(name, ">q")
            number = struct.unpack(form, self.take(struct.calcsize(form)))[0]
            if name == "timestamp":
                return (EPOCH + datetime.timedelta(microseconds=number)).isoformat(timespec="microseconds") + "Z"
            if name == "date":
                return (EPOCH.date() + datetime.timedelta(days=number)).isoformat()
            return str(number) if name == "int64" and abs(number) >= 2**53 else number
        if name == "bool":
            return self.take(1) == b"\x01"
        if name == "bytes":
            return base64.b64encode(self.take(self.count())).decode()
        if name == "array":
            size = kind["size"]
            return self.values([kind["element"]] * (self.count() if size is None else size), kind["element"]["nullable"])
        if name == "struct":
            found = self.values([field["type"] for field in kind["fields"]])
            return {field["name"]: value for field, value in zip(kind["fields"], found)}
        if name == "map":
            keys = self.values([kind["key"]] * self.count(), False)
            return dict(zip(map(str, keys), self.values([kind["value"]] * self.count())))
        text = self.take(self.count()).decode()
        if name == "decimal":
            digits, scale = text.lstrip("-").rjust(kind["scale"] + 1, "0"), kind["scale"]
            sign = "-" if text.startswith("-") else ""
            return sign + digits if scale == 0 else f"{sign}{digits[:-scale]}.{digits[-scale:]}"
        return json.loads(text) if name == "json" else text


def row(space, key, data, types):
    if data[0] != 2 or struct.unpack(">I", data[-4:])[0] != checksum(space, key, data[:-4]):
        raise ValueError("its bytes are damaged or belong to another key")
    flags, reader = data[9], Reader(data[10:-4])
    time = unsortable(reader.take(8)) if flags & 2 else None
    until = unsortable(reader.take(8)) if flags & 4 else None
    head = {"at": str(unsortable(data[1:9])), "time": time and str(time), "live": bool(flags & 1)}
    return {**head, "until": until and str(until), "values": reader.values(types)}


def meta(space, data):
    if data is None:
        return {"asOf": None, "complete": None}
    length = {0x82: 21, 0x83: 29}.get(data[0])
    if len(data) != length or struct.unpack(">I", data[-4:])[0] != checksum(space, b"", data[:-4]):
        raise ValueError("its bytes are damaged or belong to another view")
    at = [None if data[i : i + 8] == bytes(8) else str(unsortable(data[i : i + 8])) for i in (1, 9)]
    found = {"asOf": at[0], "complete": at[1]}
    return found if length == 21 else {**found, "retention": str(unsortable(data[17:25]))}


def shard(key):
    """The shard of a key in a cluster: the low byte of its CRC-16."""
    return f"{binascii.crc_hqx(key, 0) & 255:02x}"


class Redis:
    def __init__(self, port, database):
        self.file = socket.create_connection(("127.0.0.1", port)).makefile("rwb")
        self.ask(b"SELECT", str(database).encode())

    def ask(self, *words):
        self.file.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
        self.file.flush()
        return self.answer()

    def answer(self):
        line = self.file.readline()[:-2]
        if line[:1] == b"*":
            return [self.answer() for _ in range(int(line[1:]))]
        if line[:1] == b"$":
            return None if line == b"$-1" else self.file.read(int(line[1:]) + 2)[:-2]
        if line[:1] == b"-":
            raise RuntimeError(line.decode())
        return line[1:]


def short(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text).digest()[:9])


def read_view(redis, view):
    space = names(view)
    keys = [key_bytes(view["keys"], values) for values in view["rows"]]
    rows_of = b"feat:" + short(space.rsplit(b":", 1)[0]) + short(view["fingerprint"].encode()) + b":"
    found = redis.ask(b"MGET", b"feat:" + space, *(rows_of + key for key in keys))
    rows = [None if data is None else row(space, key, data, view["columns"]) for key, data in zip(keys, found[1:])]
    return {"meta": meta(space, found[0]), "rows": rows}


def read_vector(vector):
    space, key = names(vector), key_bytes(vector["keys"], vector["key"])
    head = row(space, key, bytes.fromhex(vector["rowBytes"]), vector["columns"])
    shown = {"keyBytes": key.hex(), "shard": shard(key), "row": head}
    return {**shown, "meta": meta(space, bytes.fromhex(vector["metaBytes"]))}


asked = json.load(sys.stdin)
if "vectors" in asked:
    answer = [read_vector(vector) for vector in asked["vectors"]]
else:
    server = Redis(asked["port"], asked["database"])
    answer = [read_view(server, view) for view in asked["views"]]
json.dump(answer, sys.stdout)
