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

SIGNS = {"-": "0", "1": "1", "0": "2", "*": "3"}  # neither box, for, against (struck out), both boxes
CODES = {"trúng cử": "elected", "ngang phiếu": "tied", "quá nửa, hết chỗ": "over-half", "không trúng cử": "not-elected"}
CODES |= {"vào danh sách": "listed", "không đủ phiếu": "not-listed", "dự khuyết": "alternate", None: ""}
CODES |= {"ngang phiếu (dự khuyết)": "tied", "chờ bầu lại chỗ chính thức": "waiting"}
CODES |= {"đủ số lượng": "complete", "NGANG PHIẾU": "tie", "BẦU THIẾU": "under-filled"}


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


def digest(**document: object) -> str:
    """Return the SHA-256 of canonical JSON as the QR code has it: base64url without padding."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def recount(path: str) -> tuple[dict, dict, str, str]:
    """Return the official figures of a record, what its ballots come to, and the digests of results and of record."""
    book = load_workbook(path)
    congress = tomllib.loads("\n".join(row[0] or "" for row in book["Khai báo"].iter_rows(min_row=4, values_only=True)))
    (contest,), about, roll = congress["contest"], congress["congress"], congress["roll"]
    slate = [[one["no"], one["name"]] for one in contest.get("candidate", ())]
    opinion, ballots = contest.get("method") == "opinion", []
    counted = {"valid": 0, "invalid": 0} | {f"votes.{no}": 0 for no, _name in slate}
    for batch, number, ruling, _verdict, *marks in book["Phiếu"].iter_rows(min_row=5, values_only=True):
        what, _, why = (ruling or "").partition(":")
        signs = "".join(SIGNS[str(mark)] for mark in marks[: len(slate)])
        ballots.append([batch, number, signs, [None if what == "valid" else what, why.strip()] if ruling else None])
        good = signs in {"1", "2"} if len(slate) == 1 else opinion or 1 <= signs.count("1") <= contest["seats"]
        is_valid = what == "valid" if ruling else good
        counted["valid" if is_valid else "invalid"] += 1
        for (no, _name), sign in zip(slate, signs, strict=True):
            counted[f"votes.{no}"] += is_valid and sign == "1"
    summoned = roll["summoned"] - sum(one["count"] for one in roll.get("deduction", ()))
    of_the_law = about["rules"] == "luat-bau-cu-2015"  # of the valid ballots; the Party's rules: of those summoned
    counted["base"] = roll.get("present", 0) if opinion else counted["valid"] if of_the_law else summoned
    rows = takewhile(lambda row: row[0], book["Kiểm tra"].iter_rows(min_row=5, max_col=3, values_only=True))
    official = {key: CODES.get(figure, figure) for key, _label, figure in rows}
    said = {"organisation": about["organisation"], "rules": about["rules"], "contest": contest["id"]}
    said |= {"round": contest.get("round", 1), "candidates": slate, "figures": official}
    record = digest(format="tally-record/1", ballots=ballots, **said)
    return official, counted, digest(format="tally-results/1", **said), record


if __name__ == "__main__":
    try:
        board, workbook, code = sys.argv[1:]
        says, (handed_over, again, *digests) = read_qr(code.strip(), Path(board).read_bytes()), recount(workbook)
    except Exception as error:  # noqa: BLE001 - whatever is wrong, nothing was proven
        sys.exit(f"KHÔNG KIỂM ĐƯỢC / NOT VERIFIED: {type(error).__name__}: {error}\n{__doc__}")
    lines = [(key, handed_over.get(key), figure) for key, figure in again.items()]
    lines += [("results", says["digest"], digests[0]), ("record", says["record"], digests[1])]
    for key, official, figure in lines:
        print(f"{key:10} {official} {figure} {'KHỚP' if official == figure else 'LỆCH'}")
    sys.exit(any(official != figure for _, official, figure in lines))
