"""One module per screen, named as the screen is, with its `.tcss` beside it; each is imported when first shown."""
