"""Asking other departments. One adapter per way of asking; each answers for the data classes that it serves.

Recipe for a real department: a module here with a class that fits ``base.DepartmentAdapter``, put into the list that
``__main__`` hands to ``Timers``; and a contract test against a recorded exchange.
"""
