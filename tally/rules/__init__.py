"""The regulations, one TOML each; `README.md` in this folder says what every key means."""
