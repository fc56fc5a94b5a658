"""gzf_desk/devices"""
