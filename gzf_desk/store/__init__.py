"""gzf_desk/store"""
