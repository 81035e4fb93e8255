"""The roll-up's technology: finding sources on the disk, many processes that read them, tables that are summed."""
