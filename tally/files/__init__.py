"""Files in: congress files, slates and saved ballots (TOML, CSV, Excel); each reader gives domain values or `BadInput`."""
