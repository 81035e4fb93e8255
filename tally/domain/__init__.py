"""The count itself: pure values and functions, standard library only, readable beside the regulation."""
