"""Gives every cluster its mentors: the best total under capacities, a floor and other limits, proven.

The plan is a transportation problem. HiGHS solves it on few pairs, the rest are priced with its duals
(column generation), and integer arithmetic on the residual network proves the end exactly.
"""
