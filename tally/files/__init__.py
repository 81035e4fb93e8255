"""Files in: congress files, slates and saved ballots (TOML, CSV, Excel); a reader gives domain values or `BadInput`."""
