"""Use cases, one per thing the board does. They know ports (Protocols), never a file format, a screen or a database."""
