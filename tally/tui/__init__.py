"""The terminal UI of the counting desk; how its parts fit together is in README.md beside this file."""
