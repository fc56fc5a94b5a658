"""The province: answers devices, decides commands, keeps everything.

Floors, from the top::

    __main__ · cli · serving · app          commands, process, web application
    gateway · openapi                       who asks; what is documented
    sync_service · push · pull · timers     the calls of ``SyncApi``; what happens by itself
    decisions · ops · merge · clashes       what one op brings about
    accounts · enrolment · rights           sites, devices, operators
    workspace · stored · journal · numbers  one transaction's work on records
    departments                             adapters to other authorities
    store                                   tables, migrations, SQLite and PostgreSQL

To add a department: a module in ``departments`` with an adapter that fits ``DepartmentAdapter``, and its place in the
list that ``app`` hands to the timers. To add a call: ``sync.protocol.api``, then ``sync_service``.
"""
