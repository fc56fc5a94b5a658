"""The staff window: frame, navigation and pages.

To add a page: a presenter in ``ui.presenters``, a :class:`~gzf_desk.ui.desk.page.Page` here, one line in ``pages.py``,
its words in ``resources/i18n``, a golden in ``tests/golden/ui``.
"""
