"""sync/protocol"""
