"""The crosses and words with which a cell of a list says yes or no, as `fold` writes them."""

YES = frozenset({"x", "co", "yes", "y", "v", "✓", "1", "true"})
NO = frozenset({"khong", "ko", "k", "no", "n", "0", "false", "-"})
