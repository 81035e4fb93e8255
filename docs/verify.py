"""Check a record and a QR code without tally: python verify.py board.pem ho-so-….xlsx "TALLY1:…" (see verify.md)."""

import base64
import hashlib
import json
import sys
import tomllib
from itertools import takewhile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openpyxl import load_workbook

CODES = {"trúng cử": "elected", "ngang phiếu": "tied", "quá nửa, hết chỗ": "over-half", "không trúng cử": "not-elected"}
CODES |= {"đủ số lượng": "complete", "NGANG PHIẾU": "tie", "BẦU THIẾU": "under-filled", None: ""}


def read_qr(text: str, board: bytes) -> dict:
    """Return what the QR code says, once its signature (Ed25519, the first 64 bytes) is found to be the board's."""
    digits = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".index(sign) for sign in text.removeprefix("TALLY1:")]
    threes = [digits[place : place + 3] for place in range(0, len(digits), 3)]  # base45, RFC 9285
    raw = b"".join(sum(d * 45**i for i, d in enumerate(one)).to_bytes(len(one) - 1) for one in threes)
    for certificate in x509.load_pem_x509_certificates(board):
        key = certificate.public_key()
        spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        if hashlib.sha256(spki).hexdigest()[:16] == json.loads(raw[64:])["key"]:
            key.verify(raw[:64], raw[64:])  # raises InvalidSignature
            return json.loads(raw[64:])
    sys.exit("Mã QR không do khóa của ban ký / not signed with the board's key")


def recount(path: str) -> tuple[dict, dict, str]:
    """Return the official figures of a record, what its ballots come to, and the digest of the official results."""
    book = load_workbook(path)
    congress = tomllib.loads("\n".join(row[0] or "" for row in book["Khai báo"].iter_rows(min_row=4, values_only=True)))
    (contest,), about, roll = congress["contest"], congress["congress"], congress["roll"]
    counted = {"valid": 0, "invalid": 0} | {f"votes.{one['no']}": 0 for one in contest["candidate"]}
    for _batch, number, ruling, _verdict, *marks in book["Phiếu"].iter_rows(min_row=5, values_only=True):
        one_name = len(contest["candidate"]) == 1
        good = marks[0] in {0, 1} if one_name else 1 <= marks.count(1) <= contest["seats"]
        if number is not None and (ruling.startswith("valid:") if ruling else good):
            counted["valid"] += 1
            for candidate, mark in zip(contest["candidate"], marks, strict=False):
                counted[f"votes.{candidate['no']}"] += mark == 1
        elif number is not None:
            counted["invalid"] += 1
    of_the_law = about["rules"] == "luat-bau-cu-2015"  # more than half of the valid ballots; else of those summoned
    summoned = roll["summoned"] - sum(one["count"] for one in roll.get("deduction", ()))
    counted["base"] = counted["valid"] if of_the_law else summoned
    rows = takewhile(lambda row: row[0], book["Kiểm tra"].iter_rows(min_row=5, max_col=3, values_only=True))
    official = {key: CODES.get(figure, figure) for key, _label, figure in rows}
    results = {"format": "tally-results/1", "organisation": about["organisation"], "rules": about["rules"]}
    results |= {"contest": contest["id"], "round": contest.get("round", 1), "figures": official}
    results["candidates"] = [[one["no"], one["name"]] for one in contest["candidate"]]
    text = json.dumps(results, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return official, counted, base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


if __name__ == "__main__":
    says, (handed_over, again, digest) = read_qr(sys.argv[3], Path(sys.argv[1]).read_bytes()), recount(sys.argv[2])
    lines = [(key, handed_over.get(key), figure) for key, figure in again.items()] + [("QR", says["digest"], digest)]
    for key, official, figure in lines:
        print(f"{key:10} {official} {figure} {'KHỚP' if official == figure else 'LỆCH'}")
    sys.exit(any(official != figure for _, official, figure in lines))
