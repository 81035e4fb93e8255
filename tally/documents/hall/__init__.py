"""The hall page: a sealed result for the projector, one HTML file that needs no network and no script."""
