"""gzf_desk/services"""
