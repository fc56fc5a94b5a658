"""The composition root: ``desk`` puts the services together without Qt, ``window`` adds the window."""
