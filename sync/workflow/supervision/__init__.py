"""The supervision: what is watched on every link of the road, and what is reminded of and made public.

Two kinds of rules. **Clocks** say when to look next, so that only a passing deadline wakes the watch; **happenings**
are judged when their event comes. Both are pure and give ``finding.Finding`` values, which the province turns into
alerts (machine ``alert``). Adding a rule: its row in the policy section ``supervision``, a clock
in ``clock_rules`` or a judge in ``case_rules`` / ``order_rules``, its sentence under ``supervision.rule.<code>``.

Source: FJ-19 to FJ-28; BZ-18, BZ-21. Which rules are published and which ours stands in the policy.
"""
