"""The window, QtWidgets only. It speaks to ``gzf_desk.services`` and to nothing below.

``theme`` colours, sizes, fonts · ``widgets`` the parts, which know no service · ``presenters`` what pages know and do,
without a widget · ``desk`` the staff window and its pages · ``task_bridge`` results from the lanes by one signal ·
``start`` the application object · ``gallery`` all parts on one page.
"""
