"""What a policy says about one subject each: a struct per file, and its data in the province's layer.

Adding a section ``x``: a struct in ``sections/x.py`` (from ``PolicyStruct``, frozen, keyword-only, unknown fields
forbidden), a field ``x: XRules`` on ``Policy`` in ``records.py``, and its data in
``resources/policies/province/<version>/x.toml`` under ``[x]``. Every city inherits it key by key and may set other
figures. Do both in one go: a section that no field reads is refused, and so is a field that no file fills. Every field
has a name under ``[part]`` of ``resources/i18n/*/policy.toml``, and every value of an enum of these rooms one under
``[value]``: ``gzf-platform policy diff`` says in words what changes.

The unit of a figure is checked by the name of its field. A name that ends with a kind of ``figure.KINDS`` (``_days``,
``_fen``, ``_area100``, ``_count``, ``_hours``, ``_months``, ``_years``, ``_permille``, ``_points``) takes figures of
that kind; ``_days`` takes working days and calendar days alike. Where another name reads better, the struct says so::

    class Notices(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        UNITS: ClassVar[Mapping[str, str]] = {"answer_within": "days"}

        first_days: Figure
        answer_within: Figure
        lead_days: dict[str, Figure]

In a map or a tuple of figures the name of the field that holds them counts. A test refuses a field of figures that
says no kind. A new unit is a member of ``Unit`` and its kind in ``KINDS``.
"""
