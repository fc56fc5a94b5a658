"""The parts that pages are built from.

Every part is built with a :class:`~gzf_desk.ui.theme.look.Kit`, knows no service,
and names itself for screen readers where it is made.
"""
