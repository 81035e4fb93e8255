"""What of the law of the journal an entry can break; the words are in `cli.toml`, table `law`."""

from enum import StrEnum


class Breach(StrEnum):
    """Why the desk would never have appended an entry."""

    # What an entry is
    KIND = "kind"
    SHAPE = "unreadable"
    TIME = "time"
    CLOCK = "clock"
    CHAIN = "chain"
    # Who
    NOBODY = "nobody"
    NOT_SIGNED_IN = "not_signed_in"
    HEAD_ONLY = "head_only"
    BOARD_ONLY = "board_only"
    TWO_PEOPLE = "two_people"
    NO_PIN = "no_pin"
    PINS_NOT_SHOWN = "pins_not_shown"
    LOCKED_OUT = "locked_out"
    PERSON_TWICE = "person_twice"
    # The congress and where its contests stand
    DECLARATION = "declaration"
    NO_CONTEST = "no_contest"
    REASON = "reason"
    BEGUN = "begun"
    NOT_BEGUN = "not_begun"
    NO_HEAD = "no_head"
    SEALED = "sealed"
    NOT_SEALED = "not_sealed"
    STEP = "step"
    IMPORT = "import"
    LOSS = "loss"
    # Batches and passes
    PASSES = "passes"
    BATCH = "batch"
    PASS = "pass"  # noqa: S105 - a keying pass, no password
    OWN_PASS = "own_pass"  # noqa: S105 - as above
    NOT_KEYER = "not_keyer"
    PASS_ENDS_OTHERWISE = "pass_ends_otherwise"  # noqa: S105 - as above
    TAKEN_OVER_OTHERWISE = "taken_over_otherwise"
    BALLOT = "ballot"
    MARKS = "marks"
    NOTHING_CHANGED = "nothing_changed"
    NOT_REPEATED = "not_repeated"
    # What the count says
    NO_DISPUTE = "no_dispute"
    REKEYED_TWICE = "rekeyed_twice"
    NOT_ACCEPTED = "not_accepted"
    BEFORE = "before"
    SECOND = "second"
    OBSTACLE = "obstacle"
    NO_FINDING = "no_finding"
    PILES = "piles"
    # After the seal
    UNSEEN = "unseen"
    DIGEST_BEFORE = "digest_before"
    QR = "qr"
    DECISION = "decision"
