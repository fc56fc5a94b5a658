"""The desk's sync engine: hand over what people saved, fetch what the province decided.

``core.py`` decides (no input or output), ``engine.py`` drives it over two ports: a ``SyncApi`` and the desk's store
(``ports.py``). ``http.py`` is the real ``SyncApi``. The engine knows neither the desk's tables nor its screen.

Recipe for another kind of exchange (say, by file): implement ``SyncApi`` for it; the engine stays as it is.
"""
