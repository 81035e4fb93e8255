"""tally counts the ballots of a congress (kiểm phiếu bầu cử tại đại hội)."""
