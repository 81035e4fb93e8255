"""Check a record and a QR code without tally: python verify.py board.pem ho-so-….xlsx "TALLY1:…" (see verify.md)."""

import base64
import hashlib
import json
import sys
import tomllib
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openpyxl import load_workbook

SIGNS = {"-": "0", "1": "1", "0": "2", "*": "3"}  # neither box, for, against (struck out), both boxes
CODES = {"trúng cử": "elected", "ngang phiếu": "tied", "quá nửa, hết chỗ": "over-half", "không trúng cử": "not-elected"}
CODES |= {"vào danh sách": "listed", "không đủ phiếu": "not-listed", "dự khuyết": "alternate", "NGANG PHIẾU": "tie"}
CODES |= {"ngang phiếu (dự khuyết)": "tied", "chờ bầu lại chỗ chính thức": "waiting", "đủ số lượng": "complete"}
CODES |= {"BẦU THIẾU": "under-filled", None: ""}
sys.excepthook = lambda _kind, error, _: print(f"KHÔNG KIỂM ĐƯỢC / NOT VERIFIED: {error!r}\n{__doc__}", file=sys.stderr)
board, workbook, code = sys.argv[1:]  # whatever is wrong from here on, nothing is proven: Python exits with 1

# The QR code: base45 (RFC 9285) of an Ed25519 signature, 64 bytes, and of the JSON that the board's key signed.
digits = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".index(sign) for sign in code.strip().removeprefix("TALLY1:")]
threes = [digits[place : place + 3] for place in range(0, len(digits), 3)]
raw = b"".join(sum(d * 45**i for i, d in enumerate(one)).to_bytes(len(one) - 1) for one in threes)
keys = [one.public_key() for one in x509.load_pem_x509_certificates(Path(board).read_bytes())]
spki = [key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for key in keys]
by_id = {hashlib.sha256(der).hexdigest()[:16]: key for der, key in zip(spki, keys, strict=True)}
says = json.loads(raw[64:])
key = by_id.get(says["key"]) or sys.exit("Mã QR không do khóa của ban ký / not signed with the board's key")
key.verify(raw[:64], raw[64:])  # raises InvalidSignature

# The record: its ballots are counted again, and its digests taken again.
book = load_workbook(workbook)
congress = tomllib.loads("\n".join(row[0] or "" for row in book["Khai báo"].iter_rows(min_row=4, values_only=True)))
(contest,), about, roll = congress["contest"], congress["congress"], congress["roll"]
slate = [[one["no"], one["name"]] for one in contest.get("candidate", ())]
opinion, ballots, valid = contest.get("method") == "opinion", [], []
for batch, number, ruling, _verdict, *marks in book["Phiếu"].iter_rows(min_row=5, values_only=True):
    what, _, why = (ruling or "").partition(":")
    signs = "".join(SIGNS[str(mark)] for mark in marks[: len(slate)])
    ballots.append([batch, number, signs, [None if what == "valid" else what, why.strip()] if ruling else None])
    good = signs in {"1", "2"} if len(slate) == 1 else opinion or 1 <= signs.count("1") <= contest["seats"]
    if what == "valid" if ruling else good:
        valid.append(signs)
votes = {f"votes.{no}": sum(signs[place] == "1" for signs in valid) for place, (no, _name) in enumerate(slate)}
summoned = roll["summoned"] - sum(one["count"] for one in roll.get("deduction", ()))
of_law = about["rules"] == "luat-bau-cu-2015"  # half of the valid ballots; the Party's rules: of the people summoned
base = roll.get("present", 0) if opinion else len(valid) if of_law else summoned
counted = votes | {"valid": len(valid), "invalid": len(ballots) - len(valid), "base": base}
figures = {key: CODES.get(said, said) for key, _label, said, *_ in list(book["Kiểm tra"].values)[4:] if key}
results = {"format": "tally-results/1", "organisation": about["organisation"], "rules": about["rules"]}
results |= {"contest": contest["id"], "round": contest.get("round", 1), "candidates": slate, "figures": figures}
for name, paper in {"results": results, "record": results | {"format": "tally-record/1", "ballots": ballots}}.items():
    text = json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    counted[name] = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
official = figures | {"results": says["digest"], "record": says["record"]}
for name, figure in counted.items():
    print(f"{name:10} {official.get(name)} {figure} {'KHỚP' if official.get(name) == figure else 'LỆCH'}")
sys.exit(any(official.get(name) != figure for name, figure in counted.items()))
