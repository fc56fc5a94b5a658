"""gzf_desk/app"""
