"""sync/workflow"""
