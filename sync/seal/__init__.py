"""sync/seal"""
