"""Widgets that more than one screen uses, and the one that owns the counting screen."""
