"""sync/policy"""
