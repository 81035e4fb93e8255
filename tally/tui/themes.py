"""The two themes; screens and widgets name theme variables only, and no meaning is carried by colour alone."""

from textual.theme import Theme

LIGHT = Theme(
    name="tally-light",
    primary="#1f4e8c",
    secondary="#5b6b7b",
    accent="#8a3d00",
    warning="#8a5a00",
    error="#b00020",
    success="#1b6b34",
    foreground="#16191d",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e4e1d8",
    dark=False,
    variables={"scrollbar": "#b9b3a3", "scrollbar-background": "#f1efe9"},
)

DARK = Theme(
    name="tally-dark",
    primary="#8ab4f8",
    secondary="#9aa7b4",
    accent="#ffb86b",
    warning="#f2c14e",
    error="#ff7b86",
    success="#7bd88f",
    foreground="#e6e8ea",
    background="#14171a",
    surface="#1c2025",
    panel="#2a3037",
    dark=True,
    variables={"scrollbar": "#56616d", "scrollbar-background": "#1c2025"},
)

THEMES = (DARK, LIGHT)
