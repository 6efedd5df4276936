"""The play's name server (RFC 1035), on UDP and TCP port 53: knows the names of table.py, and how to fail in every way a domain can."""
import socket
import struct
import threading

import table

A, CNAME, SOA, PTR, MX = 1, 5, 6, 12, 15
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
ZONE = {}
SILENT, FAILING = set(), set()


def encode(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def add(name, kind, data):
    ZONE.setdefault(name, []).append((kind, data))


def host(name, ip):
    add(name, A, socket.inet_aton(ip))
    add(".".join(reversed(ip.split("."))) + ".in-addr.arpa", PTR, encode(name))


def mail(name, exchanger):
    add(name, MX, struct.pack(">H", 10) + encode(exchanger))


def fill():
    host("localhost", "127.0.0.1")
    host("mx.example.org", table.CAPTURE)
    host("client.example.org", table.CLIENT)
    host("smart.example.net", table.SMART)
    mail("example.org", "mx.example.org")
    for server in table.SERVERS.values():
        name, site = table.server_host(server), table.server_site(server)
        host(name, table.server_ip(server))
        mail(name, name)
        mail(site, name)
        mail("loop." + site, name)
    for case in table.CASES.values():
        name = table.domain(case)
        if case.stage != "dns":
            mail(name, "mx." + name)
            host("mx." + name, table.UNREACHABLE if case.says == "unreachable" else table.address(case))
        elif case.says == "SERVFAIL":
            FAILING.add(name)
        elif case.says == "no answer":
            SILENT.add(name)
        elif case.says == "no record":
            add(name, SOA, b"")
        elif case.says == "MX .":
            add(name, MX, struct.pack(">H", 0) + b"\0")
        elif case.says == "MX to a name without address":
            mail(name, "mail.nowhere." + name)
        elif case.says == "MX to localhost":
            mail(name, "localhost")
        elif case.says == "CNAME to itself":
            add(name, CNAME, encode(name))


def answer(query):
    """The response to a query; None: there is none."""
    number, flags = struct.unpack(">HH", query[:4])
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += query[at] + 1
    kind = struct.unpack(">H", query[at + 1:at + 3])[0]
    name = ".".join(labels).lower()
    if name in SILENT:
        return None
    found = ZONE.get(name, [])
    code = SERVFAIL if name in FAILING else NOERROR if found or any(other.endswith("." + name) for other in ZONE) else NXDOMAIN
    records = [(of, data) for of, data in found if of == kind or of == CNAME] if code == NOERROR else []
    authority = [] if records or code == SERVFAIL else [encode("ns.example") + encode("hostmaster.example") + struct.pack(">5I", 1, 3600, 600, 86400, 5)]
    out = struct.pack(">6H", number, 0x8480 | flags & 0x0100 | code, 1, len(records), len(authority), 0) + query[12:at + 5]
    for of, data in records:
        out += b"\xc0\x0c" + struct.pack(">HHIH", of, 1, 5, len(data)) + data
    for data in authority:
        out += encode("example") + struct.pack(">HHIH", SOA, 1, 5, len(data)) + data
    return out


def over_tcp(connection):
    stream = connection.makefile("rwb")
    with connection:
        connection.settimeout(10)
        while True:
            length = stream.read(2)
            if len(length) < 2:
                return
            response = answer(stream.read(struct.unpack(">H", length)[0]))
            if response is None:
                return
            stream.write(struct.pack(">H", len(response)) + response)
            stream.flush()


def listen_tcp():
    with socket.create_server((table.DNS, 53), backlog=64) as server:
        while True:
            threading.Thread(target=over_tcp, args=(server.accept()[0],), daemon=True).start()


def main():
    fill()
    threading.Thread(target=listen_tcp, daemon=True).start()
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind((table.DNS, 53))
    while True:
        query, client = receiver.recvfrom(4096)
        try:
            response = answer(query)
        except (IndexError, struct.error):
            continue
        if response:
            receiver.sendto(response, client)


if __name__ == "__main__":
    main()
