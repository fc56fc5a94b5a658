"""gzf_desk/ui"""
