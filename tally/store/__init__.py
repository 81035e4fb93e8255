"""The store of the counting desk: a SQLite file a congress, through SQLModel; its journal is only ever appended to."""
