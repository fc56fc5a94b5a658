"""gzf_desk/devices/drivers"""
