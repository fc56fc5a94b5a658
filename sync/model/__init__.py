"""sync/model"""
