"""gzf_desk/cli"""
