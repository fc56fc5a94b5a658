"""How the window looks: one table of tokens feeds the style sheet, the palette and every painter.

``tokens`` the colours of three themes · ``contrast`` the WCAG formula and the pairs that are used ·
``look`` tokens at one text size, fonts by role · ``stylesheet`` QSS from a look · ``fonts`` loads the bundled faces.
"""
